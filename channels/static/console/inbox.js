// The pages of hand-overs: what is typed is kept until it is sent, waiting times go on, and who
// wants to hear of somebody new is told by a sound or by a number in the title.
import { say } from "./console.js";

const PREFIX = "draft:";
const title = document.title;

// Drafts: in this tab alone, gone with it and with signing out.
const stored = (key) => { try { return JSON.parse(sessionStorage.getItem(PREFIX + key)); } catch { return null; } };
const forms = [...document.querySelectorAll("form[data-draft]")];
for (const form of forms) {
  const key = form.dataset.draft;
  const box = form.querySelector("textarea");
  // Of a reply: its form. Of a report: the last change that its page showed.
  const token = (form.elements.ma ?? form.elements.thay)?.value ?? "";
  const draft = stored(key);
  const sent = (document.getElementById("talk")?.dataset.sent ?? "").split(" ");
  const isDone = draft && (sent.includes(draft.token) || (draft.gone && draft.token !== token));
  if (isDone) sessionStorage.removeItem(PREFIX + key);
  else if (box && draft && !box.value) {
    box.value = draft.text;
    if (draft.text) box.closest("details")?.setAttribute("open", "");
  }
  const keep = () => {
    if (box?.value) sessionStorage.setItem(PREFIX + key, JSON.stringify({ text: box.value, token }));
    else sessionStorage.removeItem(PREFIX + key);
  };
  if (box?.value) keep();
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => { if (!form.elements.ma && box?.value) sessionStorage.setItem(PREFIX + key, JSON.stringify({ text: box.value, token, gone: true })); });
  box?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(form.querySelector("button.main") ?? undefined); }
  });
}
// A note that went with a conversation led to the list; one that was refused leads back here.
if (document.getElementById("lists")) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX) && stored(key.slice(PREFIX.length))?.gone) sessionStorage.removeItem(key);
}
document.querySelector('form[action="/canbo/ra"]')?.addEventListener("submit", () => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
});

// Waiting times.
const ago = (minutes) => {
  if (minutes < 1) return "vừa xong";
  if (minutes < 60) return `${minutes} phút`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} giờ ${minutes % 60} phút`;
  return `${Math.floor(minutes / 1440)} ngày`;
};
// The server's clock may be set to another day: time goes on from what it said.
const read = new WeakMap();
const minutesOf = (text) => {
  const days = text.match(/(\d+) ngày/), hours = text.match(/(\d+) giờ/), minutes = text.match(/(\d+) phút/);
  return Number(days?.[1] ?? 0) * 1440 + Number(hours?.[1] ?? 0) * 60 + Number(minutes?.[1] ?? 0);
};
const tick = () => {
  for (const time of document.querySelectorAll("time[data-since]")) {
    if (!read.has(time)) read.set(time, { minutes: minutesOf(time.textContent), at: Date.now() });
    const { minutes, at } = read.get(time);
    time.textContent = ago(minutes + Math.floor((Date.now() - at) / 60000));
  }
};
tick();
setInterval(tick, 20000);

// Told by sound and title, if wanted: both are off until somebody turns them on.
const options = { sound: false, count: false };
const waiting = () => Number(document.getElementById("lists")?.dataset.waiting ?? 0);
let before = waiting();
const beep = () => {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.value = 0.1;
  tone.connect(volume).connect(audio.destination);
  tone.frequency.value = 660;
  tone.start();
  tone.stop(audio.currentTime + 0.25);
  tone.addEventListener("ended", () => audio.close());
};
const show = () => { document.title = options.count && waiting() ? `(${waiting()}) ${title}` : title; };
for (const box of document.querySelectorAll("input[data-opt]")) {
  const key = `desk:${box.dataset.opt}`;
  options[box.dataset.opt] = box.checked = localStorage.getItem(key) === "1";
  box.addEventListener("change", () => {
    options[box.dataset.opt] = box.checked;
    localStorage.setItem(key, box.checked ? "1" : "0");
    show();
  });
}
show();

const lines = () => document.getElementById("lines");
const toEnd = () => { const box = lines(); if (box) box.scrollTop = box.scrollHeight; };
toEnd();
let count = Number(lines()?.dataset.count ?? 0);
document.body.addEventListener("htmx:afterSettle", () => {
  tick();
  if (waiting() > before) { say("Có người mới chờ."); if (options.sound) beep(); }
  before = waiting();
  show();
  const now = Number(lines()?.dataset.count ?? 0);
  if (now > count) { say("Có tin mới trong hội thoại."); toEnd(); }
  count = now;
  const talk = document.getElementById("talk"), act = document.getElementById("act");
  if (talk && act) document.getElementById("changed").hidden = talk.dataset.stand === act.dataset.stand;
});
document.body.addEventListener("htmx:sseClose", (event) => {
  if (event.detail.type === "message") say("Phiên làm việc đã hết. Tải lại trang để đăng nhập.");
});
