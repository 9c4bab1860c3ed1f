/** What we use of packages that bring no types of their own. */
declare module 'fontkit' {
  export interface Glyph {
    readonly id: number;
    readonly advanceWidth: number;
    readonly codePoints: readonly number[];
    readonly path: Outline;
  }
  /** Units of the font, in the order in which glyphs are drawn: from left to right. */
  export interface Placed {
    readonly xAdvance: number;
    readonly xOffset: number;
    readonly yOffset: number;
  }
  export interface Outline {
    readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[];
    toSVG(): string;
  }
  export interface Subset {
    /** Writes the glyphs of a variable font. */
    glyphEncoder: { encodeSimple(path: Outline): Uint8Array };
    /** Glyphs of the font that a document holds, by their number in the document. */
    readonly glyphs: number[];
  }
  export interface Font {
    readonly numGlyphs: number;
    readonly unitsPerEm: number;
    readonly ascent: number;
    readonly descent: number;
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(code: number): boolean;
    getGlyph(id: number, letters?: readonly number[]): Glyph;
    readonly _glyphs: Record<number, Glyph | undefined>;
    layout(
      text: string,
      features: Readonly<Record<string, boolean>> | undefined,
      script: string | undefined,
      language: string | undefined,
      direction: 'ltr' | 'rtl',
    ): { readonly glyphs: readonly Glyph[]; readonly positions: readonly Placed[] };
    /** A variable font at one place of its axes. */
    getVariation(settings: Readonly<Record<string, number>>): Font;
  }
  export function create(bytes: Uint8Array): Font;
}

declare module 'pdfkit' {
  import type { Readable } from 'node:stream';
  import type { Font, Subset } from 'fontkit';
  /** Thousandths of an em. */
  export interface GlyphPosition {
    readonly xAdvance: number;
    readonly xOffset: number;
    readonly yOffset: number;
    readonly advanceWidth: number;
  }
  export interface DocumentFont {
    readonly id: string;
    readonly subset: Subset;
    /** Of each glyph of the subset: its width in thousandths of an em, and the letters it stands for. */
    readonly widths: (number | undefined)[];
    readonly unicode: (readonly number[] | undefined)[];
    ref(): Reference;
    /** Writes the letters that were used; once. */
    finalize(): void;
  }
  export interface Reference {
    readonly data: Record<string, unknown>;
    write(chunk: string): void;
    end(chunk?: string): void;
  }
  interface Page {
    readonly fonts: Record<string, Reference>;
    readonly xobjects: Record<string, Reference>;
  }
  export class PDFDocument extends Readable {
    constructor(options: Readonly<Record<string, unknown>>);
    readonly page: Page;
    addPage(): this;
    addContent(operators: string): this;
    ref(data: Record<string, unknown>): Reference;
    /** Loads a font under a name and makes it the current one. */
    font(font: Font, family: string): this;
    readonly _font: DocumentFont;
    end(): void;
  }
}
