// A browser opens six connections to one server and no more: a tab that nobody sees gives its own
// back, unless it is to tell of somebody new. Seen again, it asks for what has changed.
const { htmx } = window;
const open = htmx.createEventSource;
let source = null;
let isOver = false;

htmx.createEventSource = (url) => {
  source = open(url);
  return source;
};
document.addEventListener("htmx:sseClose", (event) => { if (event.detail.type === "message") isOver = true; });
document.addEventListener("visibilitychange", () => {
  if (!source || isOver || document.querySelector("[data-watches]")) return;
  if (document.hidden) source.close();
  else if (source.readyState === EventSource.CLOSED) source.onerror(new Event("error"));
});
