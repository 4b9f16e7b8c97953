// Show an answer; channels/page.py shows the same without JavaScript.
import { make, makeButton, say, writeToClipboard } from "./base.js";

const LABEL = /^(?:[^.!?;\n]{0,30}:\s*|[^\p{L}]*)$/u; // "Lưu ý: " or "⚠ " before a warning
const WEEKDAYS = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];
const STEPS = ["content", "place", "contact", "confirmed"];

const showDay = (iso) => iso.split("-").reverse().join("/");

const sourceLine = (source) => {
  const documentParts = [
    source.number && "số " + source.number,
    source.date && "ngày " + showDay(source.date),
  ];
  return [
    source.locator,
    documentParts.filter(Boolean).join(" "),
    source.as_of && "dữ liệu ngày " + showDay(source.as_of),
  ].filter(Boolean).join(" — ");
};

// The text already says the warnings: mark them where they stand, say nothing twice.
const parts = (text, warnings) => {
  for (const warning of warnings) {
    const start = warning ? text.indexOf(warning) : -1;
    if (start < 0) continue;
    const lineStart = text.slice(0, start).lastIndexOf("\n") + 1;
    const boxStart = LABEL.test(text.slice(lineStart, start)) ? lineStart : start;
    const end = start + warning.length;
    return [
      ...parts(text.slice(0, boxStart), warnings),
      ["warning", text.slice(boxStart, end).trim()],
      ...parts(text.slice(end), warnings),
    ];
  }
  return text.trim() ? [["text", text.trim()]] : [];
};

const sourceItem = (source) => {
  const item = make("li");
  if (/^https:\/\//i.test(source.url || "")) {
    const link = make("a", "", source.title);
    link.href = source.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.append(make("span", "sr", " (mở trang mới)"));
    item.append(link);
  } else {
    item.append(source.title);
  }
  const rest = sourceLine(source);
  if (rest) item.append(" — " + rest);
  return item;
};

const copyButton = (label, done, text) => {
  const button = makeButton("copy", label, async () => {
    try {
      await writeToClipboard(text);
      say(done);
    } catch {
      say("Trình duyệt không cho chép. Anh/chị bôi đen rồi chép giúp.");
    }
    button.focus();
  });
  return button;
};

const answerCopy = (answer) => {
  const sources = answer.citations.map((source) =>
    "Nguồn: " + [source.title, sourceLine(source), source.url].filter(Boolean).join(" — "));
  const text = [answer.text, ...sources].join("\n");
  return copyButton("Chép câu trả lời", "Đã chép câu trả lời.", text);
};

const dueLine = (iso) => {
  const line = make("p", "due", "Hạn trả: ");
  const name = WEEKDAYS[new Date(iso + "T00:00:00Z").getUTCDay()];
  const day = make("time", "", name + " " + showDay(iso));
  day.dateTime = iso;
  line.append(day);
  return line;
};

const itemLine = (item) => {
  const form = item.form;
  if (!form || item.text.toLowerCase().includes(form.toLowerCase())) return item.text;
  const code = " (" + (/^mẫu/i.test(form) ? form : "mẫu " + form) + ")";
  const remark = item.text.indexOf(" – ");
  return remark < 0 ? item.text + code : item.text.slice(0, remark) + code + item.text.slice(remark);
};

const paperList = (checklist) => {
  const box = make("details", "papers");
  const ticks = make("ul", "ticks");
  for (const item of checklist.filter((each) => each.is_needed)) {
    const label = make("label");
    const tick = make("input");
    tick.type = "checkbox";
    label.append(tick, " ", make("span", "", itemLine(item)));
    const entry = make("li");
    entry.append(label);
    ticks.append(entry);
  }
  box.append(make("summary", "", "Giấy tờ cần mang, để đánh dấu"), ticks);
  const atHome = checklist.filter((each) => !each.is_needed);
  if (atHome.length) {
    const spared = make("ul", "spared");
    spared.append(...atHome.map((item) => make("li", "", itemLine(item))));
    box.append(make("h3", "", "Không phải mang nếu đúng như ghi; chưa chắc thì cứ mang theo"), spared);
  }
  return box;
};

const buttonList = (choices) => {
  const list = make("ul", "choices");
  for (const choice of choices) {
    const button = makeButton("choice", choice.title);
    button.name = "choice";
    button.value = choice.payload;
    const item = make("li");
    item.append(button);
    list.append(item);
  }
  return list;
};

const datedLine = (answer) => {
  if (answer.status !== "ANSWERED") return "";
  if (answer.as_of) return "Theo nguồn ngày " + showDay(answer.as_of) + ".";
  const isUndated = answer.citations.length && !answer.citations.some((c) => c.as_of || c.date);
  return isUndated ? "Nguồn không ghi ngày." : "";
};

const stepLine = (form) => {
  const step = form && form.name === "ticket" ? STEPS.indexOf(form.asks) + 1 : 0;
  return step ? "Phản ánh: bước " + step + "/" + STEPS.length : "";
};

const ticketLine = (code) => {
  const line = make("p", "ticket", "Mã phản ánh: ");
  line.append(make("strong", "", code), " ", copyButton("Chép mã", "Đã chép mã phản ánh.", code));
  return line;
};

export const answerArticle = (answer) => {
  const article = make("article", "answer");
  article.append(make("span", "sr", "Trợ lý trả lời: "));
  if (stepLine(answer.form)) article.append(make("p", "step", stepLine(answer.form)));
  for (const [kind, piece] of parts(answer.text, answer.warnings.map((w) => w.text))) {
    article.append(make("p", kind, piece));
  }
  if (answer.ticket) article.append(ticketLine(answer.ticket));
  if (answer.due) article.append(dueLine(answer.due));
  if (answer.checklist.length) article.append(paperList(answer.checklist));
  if (answer.choices.length) article.append(buttonList(answer.choices));
  if (answer.more.length) {
    const box = make("div", "more");
    box.append(make("p", "label", "Hỏi tiếp:"), buttonList(answer.more));
    article.append(box);
  }
  if (datedLine(answer)) article.append(make("p", "dated", datedLine(answer)));
  if (answer.citations.length) {
    const box = make("div", "sources");
    const list = make("ul");
    list.append(...answer.citations.map(sourceItem));
    box.append(make("h3", "", "Nguồn"), list);
    article.append(box);
  }
  if (answer.status === "ANSWERED") article.append(answerCopy(answer));
  return article;
};
