// What all pages of staff need besides htmx: say aloud what was done, copy, and send the sign-in
// page to the whole window when a session has ended in the middle of a part.
const said = document.getElementById("said");

export const say = (text) => {
  said.textContent = text;
  setTimeout(() => { if (said.textContent === text) said.textContent = ""; }, 6000);
};

document.body.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) location.reload();
  else say(event.detail.xhr.getResponseHeader("X-Problem") ? decodeURIComponent(event.detail.xhr.getResponseHeader("X-Problem")) : "Chưa làm được. Thử lại giúp.");
});
document.body.addEventListener("htmx:sendError", () => say("Mất kết nối. Thử lại sau ít phút."));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.innerText);
    say("Đã chép.");
  } catch {
    say("Trình duyệt không cho chép. Bôi đen rồi chép tay giúp.");
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
