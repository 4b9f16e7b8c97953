// While a report is open: add a photo to the next message, or share the place.
import { byId, call, make, makeButton, say } from "./base.js";

const MAX_BYTES = 10 * 1024 * 1024; // as POST /api/photos takes it
const MAX_SIDE = 1600; // pixels; the server keeps no more
const LOCATE = { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 };
const MAX_ERROR_M = 1000; // a guess: a place known no better sends nobody to the right street
const TOO_BIG = "Ảnh nặng quá 10 MB nên tôi chưa nhận được. Anh/chị gửi ảnh nhỏ hơn giúp tôi.";
const WRITE = " Anh/chị ghi địa chỉ bằng chữ giúp.";
const NO_PLACE = {
  1: "Trình duyệt chưa được phép cho biết vị trí." + WRITE,
  2: "Máy chưa xác định được vị trí." + WRITE,
  3: "Chờ lâu mà chưa có vị trí." + WRITE,
};

// Browsers that guard against fingerprinting give back noise instead of what was drawn.
const isCanvasTrue = (pen) => {
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  return pen.getImageData(0, 0, 1, 1).data.join() === "255,255,255,255";
};

// Small on its way, and without the place and the camera that a telephone writes into it.
const drawn = async (file) => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const canvas = make("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  const isTrue = isCanvasTrue(pen);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = isTrue && await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return { canvas, blob: made || file };
};

// Give a photo the name under which the server keeps it. Rejects like `call`.
export const upload = async (photo, signal) => {
  if (photo.name) return;
  if (photo.blob.size > MAX_BYTES) throw { message: TOO_BIG, again: false };
  const kept = await call("/api/photos", { method: "POST", body: photo.blob, signal });
  photo.name = kept.photo;
};

// shareLocation({latitude, longitude}) sends the place; agrees() resolves to whether it may be asked for.
export const reportTools = (shareLocation, agrees = async () => true) => {
  const box = byId("attach");
  const picker = byId("photo");
  const tray = byId("attached");
  const add = byId("add-photo");
  const place = byId("share-place");
  const input = byId("text");
  let photo = null; // {blob, name once the server keeps it}
  let picked = 0; // counts, so that a slow picture does not come back after another one

  const drop = () => {
    picked += 1;
    photo = null;
    picker.value = "";
    tray.replaceChildren();
    tray.hidden = true;
  };

  const show = (file, canvas) => {
    if (canvas) {
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", "Ảnh sẽ gửi kèm tin nhắn tới");
      tray.append(canvas);
    }
    const remove = makeButton("copy", "Bỏ ảnh", () => {
      drop();
      say("Đã bỏ ảnh.");
      add.focus();
    });
    tray.append(make("span", "", file.name), remove);
    tray.hidden = false;
    scrollBy(0, tray.offsetHeight + 16); // what was read above the input stays in sight
    say("Ảnh sẽ gửi kèm tin nhắn tới.");
  };

  picker.addEventListener("change", async () => {
    const file = picker.files[0];
    if (!file) return;
    drop();
    const mine = picked;
    let made;
    try {
      made = await drawn(file);
    } catch {
      made = { canvas: null, blob: file }; // the server knows more kinds, or says what is wrong
    }
    if (mine !== picked || box.hidden) return;
    photo = { blob: made.blob, name: null };
    show(file, made.canvas);
  });
  add.addEventListener("click", () => picker.click());

  place.hidden = !navigator.geolocation || !window.isSecureContext;
  place.addEventListener("click", async () => {
    if (!await agrees() || box.hidden) return;
    say("Đang hỏi vị trí của máy…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (box.hidden) return;
        say("");
        if (coords.accuracy > MAX_ERROR_M) {
          say("Máy chỉ biết vị trí rất gần đúng." + WRITE);
          return;
        }
        shareLocation({ latitude: coords.latitude, longitude: coords.longitude });
      },
      (problem) => say(NO_PLACE[problem.code] || NO_PLACE[2]),
      LOCATE,
    );
  });

  return {
    photo: () => photo,
    drop,
    // After an answer: offered while a report is open; a photo stays until the report has it.
    follow: (form) => {
      const isOpen = Boolean(form && form.name === "ticket");
      const isTaken = isOpen && photo && photo.name && form.slots.photo === photo.name;
      if (!isOpen || isTaken) drop();
      if (!isOpen && box.contains(document.activeElement)) input.focus();
      box.hidden = !isOpen;
    },
  };
};
