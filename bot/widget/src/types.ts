/** What goes over the wire (docs/payloads.md), and what the chat makes of it. */

export interface Card {
  id?: string; sku?: string; title?: string; price?: string; stock?: string; old_price?: string; image?: string;
  rating?: number; reviews?: number; reason?: string; url?: string;
}

export interface Rated {
  title?: string; average?: number | null; count?: number;
  bars?: { stars: number; count: number; share: number }[];
  points?: { name: string; praise: number; blame: number; quotes?: { text: string; stars: number; language: string | null }[] }[];
}

export interface OrderStep { name: string; at?: string | null; state: "done" | "now" | "next" }

export type Payload = { type: string } & Record<string, unknown>;

export interface Button { title: string; payload: string }

export interface Message {
  text?: string; image?: string; buttons?: Button[]; custom?: Payload; at?: number; person?: string;
}

/** What a shopper sends. */
export interface Body { text?: string; payload?: string; image?: string }

/** What the shopper sees of it. */
export interface Shown { text: string; words?: string; picture?: string }

export interface Exchange {
  id: string; shown: Shown | null; at: number; messages: Message[];
  state: "waiting" | "sending" | "done" | "failed";
  body?: Body; problem?: string; progress?: number; doneAt?: number;
}

export interface Told {
  exchanges: { id: string; text: string; at?: number; messages: Message[] }[];
  language: string | null; busy: boolean;
}
