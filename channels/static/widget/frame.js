// Talk with the page around: it shows and hides this one, and is told nothing of what is said.

export const isFramed = window.parent !== window;

// "*": the words are the same for everybody, and who may frame us is up to frame-ancestors.
export const tellHost = (motcua) => {
  if (isFramed) window.parent.postMessage({ motcua }, "*");
};

export const onHost = (onShown, onHidden) => {
  addEventListener("message", (event) => {
    if (!isFramed || event.source !== window.parent || !event.data) return;
    if (event.data.motcua === "shown") onShown(event.data);
    if (event.data.motcua === "hidden") onHidden();
  });
};
