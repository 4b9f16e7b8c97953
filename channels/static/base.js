// What every part of the page needs: elements, the line of state, ids, the server.

export const byId = (id) => document.getElementById(id);

// Text from outside only ever becomes textContent.
export const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

export const makeButton = (className, text, onClick) => {
  const button = make("button", className, text);
  button.type = "button";
  if (onClick) button.addEventListener("click", onClick);
  return button;
};

export const say = (text) => {
  byId("status").textContent = text;
};

// A ward's plain http address has no randomUUID.
export const newId = () => crypto.randomUUID
  ? crypto.randomUUID()
  : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0")).join("");

export const writeToClipboard = async (text) => {
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

// Resolves to the body; rejects with {message, again}: again tells whether a retry may help.
export const call = async (address, options) => {
  let response;
  let body;
  try {
    response = await fetch(address, options);
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

export const send = (address, body, signal) => call(address, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
  signal,
});
