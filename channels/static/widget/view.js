// Show what the conversation holds: questions with their state, answers, news.
import { answerArticle } from "../answer.js";
import { make, makeButton } from "../base.js";
import { feedbackBox } from "../feedback.js";
import { newsArticle } from "../news.js";
import { readButton } from "./voice.js";

const STATES = { queued: "Chờ gửi…", sending: "Đang gửi…" };

// live: {phase: queued | sending | accepted | delayed, message}, of one that has no answer yet.
export const questionArticle = (entry, live, retry) => {
  const isFailed = entry.state === "failed";
  const article = make("article", "asked" + (isFailed ? " failed" : live ? " waiting" : ""));
  article.append(make("span", "sr", "Anh/chị hỏi: "));
  if (entry.shown) article.append(make("p", "text", entry.shown));
  if (entry.hasPhoto) article.append(make("p", "with", "Kèm một ảnh"));
  const isDelayed = live && live.phase === "delayed";
  const state = isFailed ? entry.problem
    : isDelayed ? live.message + " Tin này sẽ tự gửi lại."
      : live && STATES[live.phase];
  if (state) article.append(make("p", "state", state));
  if (isDelayed || (isFailed && entry.again)) {
    article.append(makeButton("retry", isFailed ? "Thử lại" : "Gửi lại ngay", retry));
  }
  return article;
};

export const lookingArticle = () => {
  const article = make("article", "answer");
  article.append(make("p", "looking", "Đang tìm câu trả lời…"));
  return article;
};

// What has come of an answer so far; no buttons yet that would act on half of it.
export const headArticle = (head) => answerArticle({
  ...head, status: "", citations: [], checklist: [], choices: [], more: [], due: null, ticket: null,
});

const printButton = (item) => makeButton("copy", "In", () => {
  const root = document.documentElement;
  for (const other of document.querySelectorAll(".printed")) other.classList.remove("printed");
  item.classList.add("printed");
  for (const box of item.querySelectorAll("details")) box.open = true;
  root.classList.add("one");
  addEventListener("afterprint", () => root.classList.remove("one"), { once: true });
  window.print();
});

// One element: what is told before the answer stands in it too.
export const answerItem = (entry, answer, { isFresh, isSilentAlready, rated }) => {
  const item = make("div", "item");
  if (answer.notice) item.append(make("p", "privacy", answer.notice));
  if (answer.silent) {
    if (answer.status === "HANDOVER" && !isSilentAlready) item.append(make("p", "aside", "Đã chuyển cho cán bộ."));
    return item;
  }
  const article = answerArticle(answer);
  if (isFresh) article.classList.add("fresh");
  const copy = Array.from(article.children).find((child) => child.matches("button.copy"));
  if (copy) {
    const row = make("div", "doing");
    row.append(readButton(answer.text), copy, printButton(item));
    article.append(row);
  }
  if (answer.asks_feedback && answer.answer_id !== null) {
    article.append(feedbackBox(entry.talk, answer.answer_id, rated));
  }
  item.append(article);
  return item;
};

export const newsItem = (entry, options) => entry.item.answer
  ? answerItem(entry, entry.item.answer, options)
  : newsArticle(entry.item);

export const cutLine = () => make("p", "aside cut", "Từ đây là cuộc trò chuyện mới.");

// What is read out, once, when an answer is there.
export const spoken = (answer) => [
  answer.notice,
  "Trợ lý trả lời: " + answer.text,
  answer.ticket && "Mã phản ánh: " + answer.ticket + ".",
  answer.checklist.length && "Có danh sách giấy tờ để đánh dấu.",
  answer.choices.length && "Chọn một: " + answer.choices.map((each) => each.title).join("; ") + ".",
  answer.citations.length && "Có " + answer.citations.length + " nguồn.",
].filter(Boolean).join("\n");
