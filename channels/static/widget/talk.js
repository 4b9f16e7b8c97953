// The conversation in the panel on a ward's page.
import { byId, newId, say } from "../base.js";
import { watchNews } from "../news.js";
import { reportTools, upload } from "../report.js";
import { askFirst, sayNo } from "./asking.js";
import { isFramed, onHost, tellHost } from "./frame.js";
import { openKeeping } from "./keeping.js";
import { answerOf, conversationLog } from "./log.js";
import { rememberLooks } from "./looks.js";
import { memory } from "./memory.js";
import { queue } from "./queue.js";
import { askInParts } from "./stream.js";
import { spoken } from "./view.js";
import { offerReading, stopReading, voiceInput } from "./voice.js";

const STALE_MS = 10 * 60 * 1000; // older ones are not sent by themselves after a reload
const LEFT_LYING = "Tin này chưa có câu trả lời.";
const LOST_PHOTO = "Ảnh chưa kịp gửi. Anh/chị chọn lại ảnh rồi gửi lại giúp.";
const SHARE = "Gửi vị trí hiện tại của máy cho phường, kèm phản ánh này?";
const ERASE = "Xóa trò chuyện lưu trên máy này? Tin phường đã nhận vẫn còn ở phường; muốn xóa, anh/chị liên hệ bộ phận một cửa.";
const root = document.documentElement;
const log = byId("log");
const input = byId("text");

await openKeeping();

const live = new Map(); // message id -> {phase, message, head}
const photos = new Map(); // message id -> {blob, name}
let isShown = !isFramed;
let hasLooked = false;

const followForm = () => {
  const talk = mem.talk();
  const last = talk.entries.filter((entry) => {
    const answer = entry.talk === talk.id && answerOf(entry);
    return answer && !answer.silent && answer.act !== "wait"; // "wait" tells nothing of the form
  }).pop();
  tools.follow(last ? answerOf(last).form : null);
};

// Once, in a region of its own: the log itself is not live, so a reload reads nothing again.
const announce = (text) => {
  if (!document.hidden) byId("announce").textContent = text;
};

// --- Sending

// What nobody needs again stays out of the browser's keeping: a phone number in the form.
const trimmed = ({ form, ...answer }) => ({
  ...answer,
  ranking: [],
  form: form && { ...form, slots: form.slots.photo ? { photo: form.slots.photo } : {} },
});

const deliver = async (entry, signal) => {
  const { mid } = entry;
  const isMissing = () => !mem.entry(entry.key);
  const phase = (values) => {
    live.set(mid, { ...live.get(mid), ...values });
    if (!isMissing()) drawAll();
  };
  phase({ phase: "sending", message: "", head: null });
  if (entry.hasPhoto && !entry.photo) {
    const photo = photos.get(mid);
    await upload(photo, signal);
    entry.photo = photo.name;
    if (!isMissing()) mem.put(entry);
  }
  const answer = await askInParts({
    conversation_id: entry.talk,
    message_id: mid,
    text: entry.text,
    button: entry.isButton,
    location: entry.location,
    photo: entry.photo,
  }, {
    signal,
    onAccepted: () => phase({ phase: "accepted" }),
    onHead: (head) => phase({ phase: "accepted", head: head.silent ? null : head }),
  });
  live.delete(mid);
  if (isMissing()) return; // erased meanwhile
  const isNewest = entry.key === newestQuestion();
  // Just behind its question, wherever other questions stand.
  mem.put({ key: "a:" + mid, at: entry.at + 0.5, kind: "answer", talk: entry.talk, answer: trimmed(answer) });
  if (photos.has(mid)) photos.get(mid).isOnItsWay = false;
  say("");
  if (!answer.silent) announce(spoken(answer));
  if (isNewest) bringToTop(entry.key);
  watchers.forEach((watch) => watch.plan());
};

const newestQuestion = () => {
  const asked = mem.talk().entries.filter((entry) => entry.kind === "asked");
  return asked.length ? asked[asked.length - 1].key : null;
};

const sending = queue({
  waiting: () => {
    mem.refresh();
    // Another tab's photo is sent by that tab.
    return mem.talk().entries.find((entry) =>
      isWaiting(entry) && (!entry.hasPhoto || entry.photo || photos.has(entry.mid)));
  },
  deliver,
  wait: (entry, message) => {
    const isFirst = !(live.get(entry.mid) || {}).isTold;
    live.set(entry.mid, { phase: "delayed", message, isTold: true });
    say("");
    drawAll();
    if (!isFirst) return; // said and shown once, not after each try
    announce(message);
    if (entry.key === newestQuestion()) bringToTop(entry.key);
  },
  fail: (entry, message, again) => {
    live.delete(entry.mid);
    say("");
    if (photos.has(entry.mid)) photos.get(entry.mid).isOnItsWay = false;
    if (!mem.entry(entry.key)) return;
    if (!again && entry.hasPhoto) tools.drop();
    mem.put({ ...entry, state: "failed", problem: message, again });
    announce(message);
    if (!again && !entry.isButton && !input.value) input.value = entry.text;
  },
});

const retry = (entry) => {
  live.set(entry.mid, { phase: "queued", message: "" });
  mem.put({ ...entry, state: "waiting" });
  input.focus({ preventScroll: true });
  sending.go();
};

const ask = (text, more) => {
  mem.refresh(); // another tab may have begun the conversation
  if (!mem.talk().id) mem.set({ id: newId() });
  const mid = newId();
  const photo = tools.photo();
  const takesPhoto = Boolean(photo && !photo.isOnItsWay);
  if (takesPhoto) {
    photo.isOnItsWay = true;
    photos.set(mid, photo);
  }
  live.set(mid, { phase: "queued", message: "" });
  const entry = {
    key: "q:" + mid, at: Date.now(), kind: "asked", talk: mem.talk().id, mid, text, shown: text,
    state: "waiting", isButton: false, hasPhoto: takesPhoto, ...more,
  };
  say("Đang tìm câu trả lời…");
  mem.put(entry);
  bringToTop(entry.key);
  sending.go();
};

const sendTyped = () => {
  const text = input.value.trim();
  const photo = tools.photo();
  input.focus();
  if (!text && (!photo || photo.isOnItsWay)) {
    say("Anh/chị chưa nhập câu hỏi.");
    return;
  }
  voice.stop();
  input.value = "";
  ask(text);
};

// --- News

const showNews = (talkId) => (item) => {
  const key = "n:" + talkId() + ":" + item.id;
  const talk = mem.talk();
  const entry = { key, at: Date.now(), kind: "news", talk: talkId(), item };
  if (item.answer) entry.item = { ...item, answer: trimmed(item.answer) };
  if (!mem.entry(key)) {
    mem.put(entry);
    announce(item.answer ? spoken(item.answer) : "Có tin mới: " + item.text);
    if (!isShown) tellHost("news");
    const room = root.scrollHeight - innerHeight - scrollY;
    if (room < 320) bringToTop(key);
    else say("Có tin mới ở cuối cuộc trò chuyện.");
  }
  // Only now that it is kept: what was not is told again.
  if (talk.id === entry.talk) mem.set({ seen: Math.max(talk.seen, item.id) });
  else mem.set({ before: talk.before.map((each) =>
    each.id === entry.talk ? { ...each, seen: Math.max(each.seen, item.id) } : each) });
};

// The conversation, and the two before it: a report of theirs may still be answered.
const NOBODY = { id: null, seen: 0 };
const places = [() => mem.talk(), ...[0, 1].map((n) => () => mem.talk().before[n] || NOBODY)];

// --- Wiring

const mem = memory(() => {
  drawAll();
  watchers.forEach((watch) => watch.plan());
});
const { draw, bringToTop, isWaiting } = conversationLog({ mem, live, retry });
const drawAll = () => {
  draw();
  followForm();
};
const watchers = places.map((talk) => watchNews(talk, showNews(() => talk().id)));
const tools = reportTools(
  (location) => ask("", { shown: "Vị trí của tôi", location }),
  async () => {
    const agreed = await askFirst(SHARE, "Gửi vị trí", "Ghi địa chỉ bằng chữ");
    if (!agreed) input.focus();
    return agreed;
  },
);
const voice = voiceInput(askFirst);
offerReading();
rememberLooks();

byId("ask").addEventListener("submit", (event) => {
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
  ask(button.value, { shown: button.textContent, isButton: button.name === "choice" });
});

const menu = byId("menu");
const setMenu = (isOpen) => {
  menu.hidden = !isOpen;
  byId("options").setAttribute("aria-expanded", String(isOpen));
};
byId("options").addEventListener("click", () => setMenu(menu.hidden));

byId("restart").addEventListener("click", () => {
  const { id, seen, before } = mem.talk();
  setMenu(false);
  input.focus({ preventScroll: true });
  if (!id) return;
  mem.set({ id: null, seen: 0, before: [{ id, seen }, ...before].slice(0, 2) });
  mem.put({ key: "c:" + newId(), at: Date.now(), kind: "cut" });
  say("Đã bắt đầu cuộc trò chuyện mới.");
  scrollTo(0, root.scrollHeight);
});

byId("erase").addEventListener("click", async () => {
  setMenu(false);
  if (!await askFirst(ERASE, "Xóa")) return;
  sending.stop();
  stopReading();
  live.clear();
  photos.clear();
  tools.drop();
  mem.erase();
  input.value = "";
  say("Đã xóa trò chuyện trên máy này.");
  scrollTo(0, 0);
  input.focus({ preventScroll: true });
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  event.preventDefault();
  if (sayNo()) return;
  if (!menu.hidden) {
    setMenu(false);
    byId("options").focus();
  } else {
    tellHost("close");
  }
});

const leave = byId("close");
leave.hidden = !isFramed;
leave.addEventListener("click", () => tellHost("close"));

onHost(({ isFull, focus }) => {
  isShown = true;
  // A telephone's keyboard would cover what there is to read first.
  if (focus) (isFull ? byId("title") : input).focus({ preventScroll: true });
  if (!hasLooked) bringToTop(newestQuestion());
  hasLooked = true;
}, () => {
  isShown = false;
  stopReading();
  voice.stop();
});

// After a reload: what had no answer yet is sent again, unless nobody can wait for it any more.
for (const entry of mem.talk().entries.filter(isWaiting)) {
  const isLost = entry.hasPhoto && !entry.photo;
  if (isLost || Date.now() - entry.at > STALE_MS) {
    mem.put({ ...entry, state: "failed", problem: isLost ? LOST_PHOTO : LEFT_LYING, again: !isLost });
  } else {
    live.set(entry.mid, { phase: "queued", message: "" });
  }
}
try {
  drawAll();
} catch {
  mem.erase(); // what an older version kept, or somebody spoilt, must not lock the resident out
}
sending.go();
watchers.forEach((watch) => watch.ask());
addEventListener("online", () => watchers.forEach((watch) => watch.ask()));
tellHost("ready");
