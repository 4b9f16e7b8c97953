// Ask once whether an answer helped, and why not.
import { make, makeButton, send } from "./base.js";

const MAX_REASON = 500; // as POST /api/feedback takes it

// `rated` is called when the server has kept the opinion.
export const feedbackBox = (conversationId, answerId, rated) => {
  const box = make("div", "feedback");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Góp ý về câu trả lời");
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  let isSending = false;

  // What is shown next takes the place of what had the focus; read aloud once, by the focus. Who
  // has gone on to write the next message keeps writing there, and hears of it politely.
  const showInstead = (focused, ...elements) => {
    const isHere = box.contains(document.activeElement) || document.activeElement === document.body;
    box.setAttribute("aria-live", isHere ? "off" : "polite");
    box.replaceChildren(...elements, problem);
    if (isHere) focused.focus({ preventScroll: true });
  };

  const thank = () => {
    const thanks = make("p", "label", "Cảm ơn anh/chị đã góp ý.");
    thanks.tabIndex = -1;
    showInstead(thanks, thanks);
  };

  const rate = async (useful, reason, next) => {
    if (isSending) return;
    isSending = true;
    problem.textContent = "";
    const opinion = { conversation_id: conversationId, answer_id: answerId, useful, reason };
    try {
      await send("/api/feedback", opinion);
      rated();
      next();
    } catch (reasonWhyNot) {
      problem.textContent = reasonWhyNot.message;
    }
    isSending = false;
  };

  const askWhy = () => {
    const label = make("label", "", "Cảm ơn anh/chị. Còn thiếu hay sai gì? (không bắt buộc)");
    const reason = make("textarea");
    reason.rows = 2;
    reason.maxLength = MAX_REASON;
    label.append(reason);
    const row = make("div", "choices");
    row.append(
      makeButton("choice-like", "Gửi góp ý", () =>
        reason.value.trim() ? rate(false, reason.value.trim(), thank) : thank()),
      makeButton("choice-like", "Bỏ qua", thank),
    );
    showInstead(reason, label, row);
  };

  const row = make("div", "choices");
  row.append(
    makeButton("choice-like", "Có", () => rate(true, "", thank)),
    makeButton("choice-like", "Chưa", () => rate(false, "", askWhy)),
  );
  box.append(make("p", "label", "Câu trả lời có giúp được anh/chị không?"), row, problem);
  return box;
};
