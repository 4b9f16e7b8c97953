// Draw what the memory holds into the log, and only what has changed.
import { byId } from "../base.js";
import {
  answerItem, cutLine, headArticle, lookingArticle, newsItem, questionArticle,
} from "./view.js";

export const answerOf = (entry) =>
  entry.kind === "answer" ? entry.answer : entry.item && entry.item.answer;

// live: message id -> {phase, message, head} of what has no answer yet.
export const conversationLog = ({ mem, live, retry }) => {
  const root = document.documentElement;
  const log = byId("log");
  const input = byId("text");
  const opening = log.firstElementChild;
  const shown = new Map(); // key -> {element, stamp}
  const begun = Date.now();

  const isWaiting = (entry) =>
    entry.kind === "asked" && entry.state === "waiting" && !mem.entry("a:" + entry.mid);

  // That a person has the conversation is said once, not after each message.
  const isSilentAlready = (entry) => {
    const before = mem.talk().entries.filter((each) => each.at < entry.at && answerOf(each)).pop();
    return Boolean(before && answerOf(before).silent && answerOf(before).status === "HANDOVER");
  };

  const options = (entry) => ({
    isFresh: entry.at > begun,
    isSilentAlready: isSilentAlready(entry),
    rated: () => {
      answerOf(entry).asks_feedback = false;
      mem.put(entry);
    },
  });

  // Tells apart the looks of one entry: it is made anew when this changes.
  const stampOf = (entry) => {
    const now = live.get(entry.mid);
    if (entry.kind === "asked") return [entry.state, isWaiting(entry) && now && now.phase + now.message].join();
    return entry.kind === "looking" ? String(Boolean(now && now.head)) : "";
  };

  const elementOf = (entry) => {
    const now = live.get(entry.mid);
    switch (entry.kind) {
      case "asked":
        return questionArticle(entry, isWaiting(entry) ? now : null, () => retry(entry));
      case "looking":
        return now.head ? headArticle(now.head) : lookingArticle();
      case "answer":
        return answerItem(entry, entry.answer, options(entry));
      case "news":
        return newsItem(entry, options(entry));
      default:
        return cutLine();
    }
  };

  const isLooking = (entry) => {
    const now = live.get(entry.mid);
    return isWaiting(entry) && now && (now.phase === "sending" || now.phase === "accepted");
  };

  // What may be asked on is about the newest answer only.
  const removeOlderTaps = () => {
    const boxes = Array.from(log.querySelectorAll(".more"));
    const isLast = boxes.length && !boxes[boxes.length - 1].closest(".item").nextElementSibling;
    for (const box of isLast ? boxes.slice(0, -1) : boxes) {
      if (box.contains(document.activeElement)) input.focus({ preventScroll: true });
      box.remove();
    }
  };

  const draw = () => {
    const entries = mem.talk().entries.flatMap((entry) =>
      isLooking(entry) ? [entry, { kind: "looking", key: "l:" + entry.mid, mid: entry.mid }] : [entry]);
    const keys = new Set(entries.map((entry) => entry.key));
    for (const [key, { element }] of shown) {
      if (keys.has(key)) continue;
      element.remove();
      shown.delete(key);
    }
    let last = opening;
    for (const entry of entries) {
      const stamp = stampOf(entry);
      const before = shown.get(entry.key);
      let element = before && before.element;
      if (!before || before.stamp !== stamp) {
        const made = elementOf(entry);
        if (element) {
          const hadFocus = element.contains(document.activeElement);
          element.replaceWith(made);
          if (hadFocus) input.focus({ preventScroll: true });
        }
        element = made;
        shown.set(entry.key, { element, stamp });
      }
      if (last.nextElementSibling !== element) last.after(element);
      last = element;
    }
    removeOlderTaps();
    root.classList.toggle("busy", entries.some((entry) => entry.kind === "looking"));
  };

  const bringToTop = (key) => {
    const item = shown.get(key);
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (item) item.element.scrollIntoView({ block: "start", behavior: isCalm ? "auto" : "smooth" });
  };

  return { draw, bringToTop, isWaiting };
};
