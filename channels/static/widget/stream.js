// Ask the server and hear the answer as it comes: accepted, its head, the rest.

const BUSY = "Hệ thống đang bận. Anh/chị thử lại sau ít phút giúp.";
const NO_NETWORK = "Chưa kết nối được. Anh/chị kiểm tra mạng rồi thử lại giúp.";

const lines = async function* (response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    held += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const whole = held.split("\n");
    held = whole.pop();
    for (const line of whole) if (line) yield JSON.parse(line);
    if (done) return;
  }
};

// Resolves to the answer; rejects with {message, again} as `call` of base.js does.
export const askInParts = async (body, { signal, onAccepted, onHead }) => {
  let response;
  let answer = null;
  try {
    response = await fetch("/api/chat/stream", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) {
      const refused = await response.json();
      throw {
        message: (refused.error && refused.error.message) || BUSY,
        again: response.status >= 500 || response.status === 429,
      };
    }
    for await (const line of lines(response)) {
      if (line.part === "accepted") onAccepted();
      if (line.part === "failed") throw { message: line.error.message, again: true };
      if (line.part === "head") {
        answer = line.answer;
        onHead(answer);
      }
      if (line.part === "rest") return { ...answer, ...line.answer };
    }
  } catch (reason) {
    if (reason && reason.message && "again" in reason) throw reason;
    throw { message: response && !response.ok ? BUSY : NO_NETWORK, again: true };
  }
  throw { message: NO_NETWORK, again: true }; // it ended in the middle
};
