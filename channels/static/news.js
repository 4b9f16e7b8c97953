// Ask from time to time what is told unasked: by staff, about reports, late answers.
import { call, make } from "./base.js";

const EVERY_MS = 15000;
const AT_MOST_MS = 240000; // while the server cannot be reached
const TIMEOUT_MS = 30000;
const WHO = { staff: "Cán bộ", ticket: "Phản ánh" };

export const newsArticle = (item) => {
  const article = make("article", item.kind === "staff" ? "news staff" : "news");
  const at = new Date(item.at);
  const isToday = at.toDateString() === new Date().toDateString();
  const options = { hour: "2-digit", minute: "2-digit" };
  if (!isToday) Object.assign(options, { day: "2-digit", month: "2-digit", year: "numeric" });
  const time = make("time", "", at.toLocaleString("vi-VN", options));
  time.dateTime = item.at;
  const who = make("p", "who", (WHO[item.kind] || "Trợ lý") + ": ");
  who.append(time);
  article.append(who, make("p", "text", item.text));
  return article;
};

// talk() tells {id, seen}: the conversation, and the last news that was shown; show(item) shows one.
export const watchNews = (talk, show) => {
  let timer = null;
  let wait = EVERY_MS;
  let isAsking = false;

  const plan = () => {
    clearTimeout(timer);
    if (talk().id && !document.hidden) timer = setTimeout(ask, wait);
  };

  const ask = async () => {
    const { id, seen } = talk();
    if (isAsking || !id || document.hidden) return;
    isAsking = true;
    const request = new AbortController();
    const patience = setTimeout(() => request.abort(), TIMEOUT_MS);
    const query = new URLSearchParams({ conversation_id: id, after: seen });
    try {
      const items = await call("/api/news?" + query, { signal: request.signal });
      wait = EVERY_MS;
      if (talk().id === id) items.forEach(show);
    } catch {
      wait = Math.min(2 * wait, AT_MOST_MS);
    }
    clearTimeout(patience);
    isAsking = false;
    plan();
  };

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    ask();
  });
  return { plan, ask };
};
