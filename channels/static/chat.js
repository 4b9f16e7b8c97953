// The conversation in the browser.
import { answerArticle } from "./answer.js";
import { byId, make, makeButton, newId, say, send as post } from "./base.js";
import { feedbackBox } from "./feedback.js";
import { newsArticle, watchNews } from "./news.js";
import { reportTools, upload } from "./report.js";

const TIMEOUT_MS = 45000;
const UPLOAD_TIMEOUT_MS = 180000;
const KEPT = "talk"; // in sessionStorage: gone with the tab
const root = document.documentElement;
const log = byId("log");
const form = byId("ask");
const input = byId("text");
const sendButton = byId("send");
const larger = byId("larger");
const opening = Array.from(log.children)[0];

// What a reload must not lose: {id, seen, asked, answer}, the last question and its answer.
let talk = { id: form.elements.conversation_id.value || null, seen: 0 };
let inFlight = null;
let failed = null; // the question that got no answer, and the notice about it
let isWithStaff = false;

const keep = () => {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(talk));
  } catch { /* storage may be switched off */ }
};

const kept = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
};

// What may be asked on is about the newest answer only; the keyboard stays where it was.
const removeOlderTaps = (question) => {
  for (const box of log.querySelectorAll(".more")) {
    if (box.contains(document.activeElement)) {
      question.tabIndex = -1;
      question.focus({ preventScroll: true });
    }
    box.remove();
  }
};

const addAnswer = (answer) => {
  if (answer.notice) log.append(make("p", "privacy", answer.notice));
  if (answer.silent) {
    // Said once; what a person answers comes as news.
    const isNew = answer.status === "HANDOVER" && !isWithStaff;
    if (isNew) log.append(make("p", "aside", "Đã chuyển cho cán bộ."));
    isWithStaff = isWithStaff || isNew;
    return;
  }
  isWithStaff = false;
  const article = answerArticle(answer);
  if (answer.asks_feedback && answer.answer_id !== null) {
    article.append(feedbackBox(talk.id, answer.answer_id, () => {
      answer.asks_feedback = false;
      keep();
    }));
  }
  log.append(article);
};

const addQuestion = (asked) => {
  const article = make("article", "asked");
  article.append(make("span", "sr", "Anh/chị hỏi: "));
  if (asked.shown) article.append(make("p", "text", asked.shown));
  if (asked.photo) article.append(make("p", "with", "Kèm một ảnh"));
  log.append(article);
  return article;
};

// The question at the top leaves the room below it to the answer.
const bringToTop = (article) => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  article.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
};

const setWaiting = (request) => {
  inFlight = request;
  root.classList.toggle("busy", request !== null);
  sendButton.setAttribute("aria-disabled", String(request !== null));
  say(request ? "Đang tìm câu trả lời…" : "");
};

const forgetFailure = () => {
  if (!failed) return;
  failed.question.remove();
  failed.notice.remove();
  failed = null;
};

const showFailure = (asked, question, problem) => {
  const notice = make("article", "failed");
  notice.append(make("p", "", problem.message));
  if (problem.again) {
    notice.append(makeButton("retry", "Thử lại", () => {
      if (inFlight) return;
      if (input.value === asked.text) input.value = "";
      input.focus();
      send(asked);
    }));
  } else if (asked.photo) {
    tools.drop();
  }
  log.append(notice);
  failed = { asked, question, notice };
  if (!asked.isButton && !input.value) input.value = asked.text;
};

const ask = async (asked, signal) => {
  if (asked.photo) await upload(asked.photo, signal);
  return post("/api/chat", {
    conversation_id: talk.id,
    message_id: asked.id,
    text: asked.text,
    button: asked.isButton,
    location: asked.location,
    photo: asked.photo ? asked.photo.name : undefined,
  }, signal);
};

// asked: {id: the same when it is sent again, text: what is sent, shown: what the resident sees,
// isButton, location, photo}
const send = async (asked) => {
  if (inFlight) return;
  forgetFailure();
  const question = addQuestion(asked);
  const request = new AbortController();
  const timer = setTimeout(() => request.abort(), asked.photo ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
  setWaiting(request);
  bringToTop(question);
  talk.id = talk.id || newId();
  talk.asked = asked;
  talk.answer = null;
  keep();
  let answer = null;
  let problem = null;
  try {
    answer = await ask(asked, request.signal);
  } catch (reason) {
    problem = reason;
  }
  clearTimeout(timer);
  if (inFlight !== request) return; // started anew meanwhile
  setWaiting(null);
  if (problem) {
    showFailure(asked, question, problem);
    if (!problem.again) talk.asked = null;
  } else {
    talk.answer = answer;
    removeOlderTaps(question);
    addAnswer(answer);
    followForm(answer);
    news.plan();
  }
  keep();
  bringToTop(question);
};

const newQuestion = (text, options) => ({
  id: newId(), text, shown: text, isButton: false, photo: tools.photo(), ...options,
});

const sendTyped = () => {
  const text = input.value.trim();
  if (inFlight) return;
  input.focus();
  if (!text && !tools.photo()) {
    say("Anh/chị chưa nhập câu hỏi.");
    return;
  }
  input.value = "";
  // Sent again by hand it is the same message still: nothing is done twice.
  const isAgain = failed && !failed.asked.isButton && failed.asked.text === text
    && failed.asked.photo === tools.photo();
  send(isAgain ? failed.asked : newQuestion(text));
};

const tools = reportTools((location) => {
  if (!inFlight) send(newQuestion("", { shown: "Vị trí của tôi", location }));
});

// "Wait" tells nothing of the report that may be open.
const followForm = (answer) => {
  if (!answer.silent && answer.act !== "wait") tools.follow(answer.form);
};

const showNews = (item) => {
  const room = document.documentElement.scrollHeight - innerHeight - scrollY;
  talk.seen = Math.max(talk.seen, item.id);
  if (item.answer) {
    addAnswer(item.answer);
    followForm(item.answer);
  } else {
    log.append(newsArticle(item));
  }
  if (room < 80) log.lastElementChild.scrollIntoView({ block: "nearest" });
  else if (!inFlight) say("Có tin mới ở cuối cuộc trò chuyện.");
  keep();
};

const news = watchNews(() => talk, showNews);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendTyped();
});

input.addEventListener("keydown", (event) => {
  // An input method's Enter ends a word (229 in older browsers), it does not send.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  sendTyped();
});

log.addEventListener("click", (event) => {
  const button = event.target.closest("button.choice");
  if (!button) return;
  event.preventDefault();
  send(newQuestion(button.value, {
    shown: button.textContent,
    isButton: button.name === "choice",
  }));
});

byId("restart").addEventListener("click", (event) => {
  event.preventDefault();
  const request = inFlight;
  setWaiting(null);
  if (request) request.abort();
  talk = { id: null, seen: 0 };
  try {
    sessionStorage.removeItem(KEPT);
  } catch { /* storage may be switched off */ }
  failed = null;
  isWithStaff = false;
  tools.follow(null);
  log.replaceChildren(opening);
  input.value = "";
  say("Đã bắt đầu cuộc trò chuyện mới.");
  scrollTo(0, 0);
  input.focus({ preventScroll: true });
});

// After a reload: the last question and its answer, so that an open report goes on.
const resume = () => {
  const before = kept();
  if (talk.id || !before || !before.id) return;
  talk = before;
  log.append(make("p", "aside", "Cuộc trò chuyện trước vẫn tiếp tục. Muốn làm lại từ đầu, anh/chị bấm Bắt đầu lại."));
  if (talk.asked) {
    const question = addQuestion(talk.asked);
    if (talk.answer) {
      addAnswer(talk.answer);
      followForm(talk.answer);
    } else {
      const again = !talk.asked.photo || Boolean(talk.asked.photo.name);
      showFailure(talk.asked, question, { message: "Tin này chưa có câu trả lời.", again });
    }
  }
  news.ask();
};
resume();

const facts = byId("facts");
if (facts) facts.open = !matchMedia("(max-width: 32rem)").matches;

const setLarge = (isLarge) => {
  root.classList.toggle("large", isLarge);
  larger.setAttribute("aria-pressed", String(isLarge));
};
larger.hidden = false;
larger.addEventListener("click", () => {
  const isLarge = !root.classList.contains("large");
  setLarge(isLarge);
  try {
    localStorage.setItem("large", isLarge ? "1" : "");
  } catch { /* storage may be switched off */ }
});
try {
  setLarge(localStorage.getItem("large") === "1");
} catch { /* storage may be switched off */ }
