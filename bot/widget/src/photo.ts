/** Reads a photo that a shopper chose, made small enough to be sent. */
import { ChatError } from "./channel";
import { element } from "./dom";
import { T } from "./language";

const PHOTO_BYTES = 8 * 1024 * 1024;
const PHOTO_SIDE = 1600;

/** Return the photo in a file as a data address. */
export async function readPhoto(file: File): Promise<string> {
  let content: Blob = file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, PHOTO_SIDE / Math.max(bitmap.width, bitmap.height));
    if (scale < 1 || file.size > PHOTO_BYTES / 4) {
      const canvas = element("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
      const pen = canvas.getContext("2d");
      if (pen) {
        pen.fillStyle = "#fff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        content = (await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.9))) || file;
      }
    }
  } catch {
    throw new ChatError(T.unreadable);
  }
  if (content.size > PHOTO_BYTES) throw new ChatError(T.large);
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(new ChatError(T.unreadable));
    reader.readAsDataURL(content);
  });
}

/** Return the first picture among what was pasted or dropped. */
export function photoAmong(transfer: DataTransfer | null): File | null {
  return [...(transfer?.files || [])].find((file) => file.type.startsWith("image/")) ?? null;
}
