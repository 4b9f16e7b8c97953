// Talk with the page around: it shows and hides this one, and learns nothing of what is said.

export const isFramed = window.parent !== window;

// "*": nothing in it is worth reading, and who may frame us is up to frame-ancestors.
export const tellHost = (motcua, more) => {
  if (isFramed) window.parent.postMessage({ motcua, ...more }, "*");
};

export const onHost = (onShown, onHidden) => {
  addEventListener("message", (event) => {
    if (!isFramed || event.source !== window.parent || !event.data) return;
    if (event.data.motcua === "shown") onShown(event.data);
    if (event.data.motcua === "hidden") onHidden();
  });
};
