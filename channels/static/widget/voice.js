// Voice input and reading aloud by the browser's own functions; hidden where it has none.
import { byId, makeButton, say } from "../base.js";
import { keep, kept } from "./keeping.js";

const LANGUAGE = "vi-VN";
const AGREED = "voice"; // kept after the first yes
const QUESTION = "Trình duyệt sẽ chuyển lời nói thành chữ. Một số trình duyệt gửi âm thanh về hãng làm ra nó để nhận dạng. Anh/chị đừng đọc số căn cước, mật khẩu hay mã OTP.";
const PROBLEMS = {
  "not-allowed": "Trình duyệt chưa được phép dùng micrô. Anh/chị gõ chữ giúp.",
  "service-not-allowed": "Trình duyệt chưa được phép dùng micrô. Anh/chị gõ chữ giúp.",
  "audio-capture": "Không thấy micrô. Anh/chị gõ chữ giúp.",
  "no-speech": "Tôi chưa nghe thấy gì. Anh/chị bấm Nói rồi thử lại giúp.",
  network: "Chưa nhận dạng được giọng nói vì mạng yếu. Anh/chị gõ chữ giúp.",
};

// askFirst(text, yes) resolves to whether the resident agrees.
export const voiceInput = (askFirst) => {
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const button = byId("speak");
  const input = byId("text");
  if (!Recognition || !window.isSecureContext) return { stop: () => {} };
  button.hidden = false;
  let heard = null;

  const listen = () => {
    const before = input.value ? input.value.trimEnd() + " " : "";
    heard = new Recognition();
    heard.lang = LANGUAGE;
    heard.interimResults = true;
    heard.addEventListener("result", (event) => {
      const words = Array.from(event.results, (result) => result[0].transcript).join("");
      input.value = (before + words).normalize("NFC");
    });
    let problem = "";
    heard.addEventListener("error", (event) => {
      if (event.error !== "aborted") problem = PROBLEMS[event.error] || PROBLEMS.network;
    });
    heard.addEventListener("end", () => {
      heard = null;
      button.setAttribute("aria-pressed", "false");
      button.textContent = "Nói";
      // Never sent by itself: what was heard may be wrong.
      say(problem || (input.value ? "Anh/chị xem lại chữ rồi bấm Gửi." : ""));
      if (!problem) input.focus();
    });
    button.setAttribute("aria-pressed", "true");
    button.textContent = "Dừng";
    say("Đang nghe…");
    heard.start();
  };

  button.addEventListener("click", async () => {
    if (heard) {
      heard.stop();
      return;
    }
    if (kept(AGREED) !== "1") {
      if (!await askFirst(QUESTION, "Đồng ý, bắt đầu nói")) return;
      keep(AGREED, "1");
    }
    listen();
  });
  return { stop: () => heard && heard.abort() };
};

const speech = window.speechSynthesis;
const vietnamese = () => speech && speech.getVoices().find((voice) => /^vi\b/i.test(voice.lang));

// Other voices read Vietnamese as noise; voices may be known only after a while.
export const offerReading = () => {
  if (!speech) return;
  const look = () => document.documentElement.classList.toggle("reads", Boolean(vietnamese()));
  look();
  speech.addEventListener("voiceschanged", look);
};

export const stopReading = () => {
  if (speech) speech.cancel();
};

export const readButton = (text) => {
  let isReading = false;
  const button = makeButton("copy listen", "Nghe", () => {
    const goesOn = !isReading;
    stopReading();
    if (!goesOn) return;
    isReading = true;
    button.textContent = "Dừng đọc";
    // Sentence by sentence: some browsers give up on a long text.
    const sentences = text.replace(/([.!?;:])\s+/g, "$1\n").split("\n").filter((each) => each.trim());
    const done = () => {
      isReading = false;
      button.textContent = "Nghe";
    };
    sentences.forEach((sentence, index) => {
      const spoken = new SpeechSynthesisUtterance(sentence);
      spoken.lang = LANGUAGE;
      spoken.voice = vietnamese();
      spoken.rate = 0.95;
      spoken.addEventListener("error", done);
      if (index === sentences.length - 1) spoken.addEventListener("end", done);
      speech.speak(spoken);
    });
  });
  return button;
};
