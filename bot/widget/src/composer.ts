/** Where a shopper writes, speaks, and adds a photo by button, paste or drag. */
import { button, element, icon } from "./dom";
import { T, current } from "./language";
import { photoAmong, readPhoto } from "./photo";
import type { Body, Shown } from "./types";
import { canHear, listen } from "./voice";

const TALLEST = 140;

export class Composer {
  readonly form = element("form", { id: "composer", autocomplete: "off" });
  readonly field = element("textarea", { id: "text", rows: 1, maxlength: 4000, enterkeyhint: "send", dir: "auto" });
  private readonly file = element("input", { type: "file", id: "photo", accept: "image/jpeg,image/png,image/webp" });
  private readonly pick = element("label", { class: "icon" }, this.file, icon("photo"));
  private readonly submit = element("button", { type: "submit" });
  private readonly preview = element("div", { class: "preview" });
  private readonly voice = button({ class: "icon", id: "voice" }, () => this.hear(), icon("voice"));
  private picture: string | null = null;
  private stop: (() => void) | null = null;

  /** `dropZone` takes photos that are dragged onto it. */
  constructor(private readonly send: (body: Body, shown: Shown) => void, private readonly fail: (text: string) => void, dropZone: HTMLElement) {
    this.preview.hidden = true;
    this.voice.hidden = !canHear();
    this.form.append(this.preview, element("div", { class: "row" }, this.pick, this.field, this.voice, this.submit));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.deliver();
    });
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("keydown", (event) => {
      // While an input method is composing Chinese, Enter chooses a word.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.form.requestSubmit();
      }
    });
    this.file.addEventListener("change", () => {
      const file = this.file.files?.[0];
      this.file.value = "";
      if (file) void this.take(file);
    });
    this.field.addEventListener("paste", (event) => {
      const file = photoAmong(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      void this.take(file);
    });
    this.receiveDrops(dropZone);
    this.speak();
  }

  /** Write the labels in the language of now. */
  speak(): void {
    for (const [item, text] of [[this.file, T.photo], [this.field, T.type], [this.voice, T.voice]] as const) item.setAttribute("aria-label", text);
    this.pick.title = T.photo;
    this.voice.title = T.voice;
    this.field.placeholder = T.type;
    this.submit.replaceChildren(element("span", {}, T.send), icon("send"));
    this.submit.setAttribute("aria-label", T.send);
    if (this.picture) this.showPreview(this.picture);
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  private deliver(): void {
    const words = this.field.value.trim();
    if (!words && !this.picture) return;
    this.stop?.();
    this.field.value = "";
    this.fit();
    if (this.picture) {
      this.send({ image: this.picture, text: words }, { text: words ? `${T.sentPhoto} ${words}` : T.sentPhoto, picture: this.picture, words });
    } else {
      this.send({ text: words }, { text: words });
    }
    this.drop();
  }

  private async take(file: File): Promise<void> {
    try {
      this.showPreview(await readPhoto(file));
      this.focus();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : T.unreadable);
    }
  }

  private showPreview(picture: string): void {
    this.picture = picture;
    this.preview.replaceChildren(element("img", { src: picture, alt: T.preview }),
      button({ "aria-label": T.removePhoto, title: T.removePhoto, class: "icon" }, () => {
        this.drop();
        this.focus();
      }, icon("close")));
    this.preview.hidden = false;
  }

  private drop(): void {
    this.picture = null;
    this.preview.hidden = true;
    this.preview.replaceChildren();
  }

  private receiveDrops(zone: HTMLElement): void {
    const isFile = (event: DragEvent) => [...(event.dataTransfer?.types || [])].includes("Files");
    for (const kind of ["dragenter", "dragover"] as const) {
      zone.addEventListener(kind, (event) => {
        if (!isFile(event)) return;
        event.preventDefault();
        zone.dataset.drop = T.drop;
      });
    }
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget as Node | null)) delete zone.dataset.drop;
    });
    zone.addEventListener("drop", (event) => {
      delete zone.dataset.drop;
      if (!isFile(event)) return;
      event.preventDefault();
      const file = photoAmong(event.dataTransfer);
      if (file) void this.take(file);
      else this.fail(T.unreadable);
    });
  }

  private hear(): void {
    if (this.stop) {
      this.stop();
      return;
    }
    const before = this.field.value ? `${this.field.value} ` : "";
    this.voice.setAttribute("aria-pressed", "true");
    this.field.placeholder = T.listening;
    this.stop = listen(current, (words) => {
      this.field.value = before + words;
      this.fit();
    }, () => {
      this.stop = null;
      this.voice.setAttribute("aria-pressed", "false");
      this.field.placeholder = T.type;
      this.focus();
    });
  }

  private fit(): void {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST)}px`;
  }
}
