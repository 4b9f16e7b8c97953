// Ask for a yes before something is done that cannot be taken back.
import { byId, make, makeButton } from "../base.js";

let dismiss = null;
// Resolves to whether the resident agrees; the focus goes back to where it was.
export const askFirst = (text, yes, no = "Thôi") => new Promise((done) => {
  if (dismiss) dismiss();
  const box = byId("question");
  const opener = document.activeElement;
  const says = make("p", "", text);
  says.id = "question-text";
  const end = (agreed) => {
    dismiss = null;
    box.hidden = true;
    box.replaceChildren();
    (opener && opener.offsetParent ? opener : byId("text")).focus({ preventScroll: true });
    done(agreed);
  };
  dismiss = () => end(false);
  const row = make("div", "choices");
  row.append(makeButton("choice-like", yes, () => end(true)), makeButton("choice-like", no, dismiss));
  box.replaceChildren(says, row);
  box.hidden = false;
  row.firstElementChild.focus();
});

// Esc is a no; tells whether there was anything to say no to.
export const sayNo = () => {
  const isAsking = dismiss !== null;
  if (isAsking) dismiss();
  return isAsking;
};
