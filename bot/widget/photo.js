/* Reads a photo that a shopper picked, made small enough to be sent. */
import { ChatError } from "./channel.js";
import { element } from "./draw.js";
import { T } from "./language.js";

const PHOTO_BYTES = 8 * 1024 * 1024;
const PHOTO_SIDE = 1600;

/** Return the photo in a file as a data address. */
export async function readPhoto(file) {
  let content = file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, PHOTO_SIDE / Math.max(bitmap.width, bitmap.height));
    if (scale < 1 || file.size > PHOTO_BYTES / 4) {
      const canvas = element("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      content = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9)) || file;
    }
  } catch {
    throw new ChatError(T.unreadable);
  }
  if (content.size > PHOTO_BYTES) throw new ChatError(T.large);
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(new ChatError(T.unreadable));
    reader.readAsDataURL(content);
  });
}
