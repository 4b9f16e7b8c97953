// The conversation in the browser. Text from outside only ever becomes textContent.
"use strict";
(() => {
  const TIMEOUT_MS = 45000;
  const LABEL = /^(?:[^.!?;\n]{0,30}:\s*|[^\p{L}]*)$/u; // "Lưu ý: " or "⚠ " before a warning
  const WEEKDAYS = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const log = byId("log");
  const form = byId("ask");
  const input = byId("text");
  const status = byId("status");
  const sendButton = byId("send");
  const larger = byId("larger");
  const opening = Array.from(log.children)[0];

  let conversationId = form.elements.conversation_id.value || null;
  let inFlight = null;
  let failed = null; // the question that got no answer, and the notice about it

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

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

  const writeToClipboard = async (text) => {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    // A ward's plain http address has no clipboard API.
    const holder = make("textarea");
    holder.value = text;
    holder.className = "sr";
    document.body.append(holder);
    holder.select();
    const copied = document.execCommand("copy");
    holder.remove();
    if (!copied) throw new Error("copy refused");
  };

  const copyButton = (answer) => {
    const button = make("button", "copy", "Chép câu trả lời");
    button.type = "button";
    button.addEventListener("click", async () => {
      const sources = answer.citations.map((source) =>
        "Nguồn: " + [source.title, sourceLine(source), source.url].filter(Boolean).join(" — "));
      try {
        await writeToClipboard([answer.text, ...sources].join("\n"));
        status.textContent = "Đã chép câu trả lời.";
      } catch {
        status.textContent = "Trình duyệt không cho chép. Anh/chị bôi đen câu trả lời rồi chép giúp.";
      }
      button.focus();
    });
    return button;
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
    return item.text + " (" + (/^mẫu/i.test(form) ? form : "mẫu " + form) + ")";
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
      const button = make("button", "choice", choice.title);
      button.type = "button";
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
    return answer.citations.some((c) => c.as_of || c.date) ? "" : "Nguồn không ghi ngày.";
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
    const article = make("article", "answer");
    article.append(make("span", "sr", "Trợ lý trả lời: "));
    for (const [kind, piece] of parts(answer.text, answer.warnings.map((w) => w.text))) {
      article.append(make("p", kind, piece));
    }
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
    if (answer.status === "ANSWERED") article.append(copyButton(answer));
    log.append(article);
  };

  const addQuestion = (shown) => {
    const article = make("article", "asked");
    article.append(make("span", "sr", "Anh/chị hỏi: "), make("p", "text", shown));
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
    status.textContent = request ? "Đang tìm câu trả lời…" : "";
  };

  // Resolves to the answer; rejects with {message, again}: again tells whether a retry may help.
  const post = async (text, isButton, signal) => {
    let response;
    let body;
    try {
      response = await fetch("/api/chat", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ conversation_id: conversationId, text, button: isButton }),
        signal,
      });
      body = await response.json();
    } catch {
      const message = response
        ? "Hệ thống đang bận. Anh/chị thử lại sau ít phút giúp."
        : "Chưa kết nối được. Anh/chị kiểm tra mạng rồi thử lại giúp.";
      throw { message, again: true };
    }
    if (response.ok) return body;
    throw {
      message: (body.error && body.error.message) || "Hệ thống đang bận. Anh/chị thử lại giúp.",
      again: response.status >= 500 || response.status === 429,
    };
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
      const retry = make("button", "retry", "Thử lại");
      retry.type = "button";
      retry.addEventListener("click", () => {
        if (inFlight) return;
        if (input.value === asked.text) input.value = "";
        input.focus();
        send(asked);
      });
      notice.append(retry);
    }
    log.append(notice);
    failed = { question, notice };
    if (!asked.isButton && !input.value) input.value = asked.text;
  };

  // asked: {text: what is sent, shown: what the resident sees, isButton}
  const send = async (asked) => {
    if (inFlight) return;
    forgetFailure();
    const question = addQuestion(asked.shown);
    const request = new AbortController();
    const timer = setTimeout(() => request.abort(), TIMEOUT_MS);
    setWaiting(request);
    bringToTop(question);
    let answer = null;
    let problem = null;
    try {
      answer = await post(asked.text, asked.isButton, request.signal);
    } catch (reason) {
      problem = reason;
    }
    clearTimeout(timer);
    if (inFlight !== request) return; // started anew meanwhile
    setWaiting(null);
    if (problem) {
      showFailure(asked, question, problem);
    } else {
      conversationId = answer.conversation_id;
      removeOlderTaps(question);
      addAnswer(answer);
    }
    bringToTop(question);
  };

  const sendTyped = () => {
    const text = input.value.trim();
    if (inFlight) return;
    input.focus();
    if (!text) {
      status.textContent = "Anh/chị chưa nhập câu hỏi.";
      return;
    }
    input.value = "";
    send({ text, shown: text, isButton: false });
  };

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
    send({
      text: button.value,
      shown: button.textContent,
      isButton: button.name === "choice",
    });
  });

  byId("restart").addEventListener("click", (event) => {
    event.preventDefault();
    const request = inFlight;
    setWaiting(null);
    if (request) request.abort();
    conversationId = null;
    failed = null;
    log.replaceChildren(opening);
    input.value = "";
    status.textContent = "Đã bắt đầu cuộc trò chuyện mới.";
    scrollTo(0, 0);
    input.focus({ preventScroll: true });
  });

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
})();
