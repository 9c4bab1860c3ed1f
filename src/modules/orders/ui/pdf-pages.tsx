import { GlobalWorkerOptions, getDocument, version } from 'pdfjs-dist';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
// oxlint-disable-next-line import/default -- with ?url Vite gives the address of the file
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { ErrorState, LoadingState } from '../../../ui/states.tsx';
import { useWords } from './words.ts';

/*
 * Pages of a PDF drawn by PDF.js in a worker of our own origin. The browser's viewer is no way: it needs a frame, which
 * the policy refuses, and it would run what a document brings along. Here nothing in a document is run.
 */
GlobalWorkerOptions.workerSrc = workerUrl;

/** Longer ones are cut here and saved as a file instead. */
const MAX_PAGES = 200;
/** Pages are drawn this far before they come into view. */
const AHEAD = '800px';

/** Letters and tables of characters that a document may leave to its reader, on board (scripts/lib/pdf-plugin.mjs). */
const ON_BOARD = `/assets/pdf-${version}/`;

function usePdf(bytes: ArrayBuffer): { pdf: PDFDocumentProxy | null; failed: boolean } {
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    // The worker takes the bytes for itself.
    const task = getDocument({
      data: bytes.slice(0),
      isEvalSupported: false,
      enableXfa: false,
      useWasm: false,
      // The same letters at every desk, whatever fonts it has.
      useSystemFonts: false,
      standardFontDataUrl: ON_BOARD,
      cMapUrl: ON_BOARD,
      cMapPacked: true,
    });
    let ended = false;
    task.promise.then(
      (opened) => {
        if (!ended) setPdf(opened);
      },
      () => {
        if (!ended) setFailed(true);
      },
    );
    return () => {
      ended = true;
      void task.destroy();
    };
  }, [bytes]);
  return { pdf, failed };
}

/** Draws the page as wide as its place; returns what ends it. */
function draw(page: PDFPageProxy, canvas: HTMLCanvasElement): () => void {
  const wide = canvas.parentElement?.clientWidth ?? 600;
  const scale = (wide * Math.min(2, devicePixelRatio)) / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  const task = page.render({ canvas, viewport });
  // A page that is left before it stands is no fault.
  task.promise.catch(() => undefined);
  return () => task.cancel();
}

function PdfPage(props: { pdf: PDFDocumentProxy; n: number; ratio: number }) {
  const { pdf, n } = props;
  const say = useWords();
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), {
      rootMargin: AHEAD,
    });
    if (place.current !== null) watcher.observe(place.current);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    if (!near || page !== null) return;
    let ended = false;
    void pdf.getPage(n).then(async (found) => {
      const content = await found.getTextContent();
      if (ended) return;
      setPage(found);
      setText(content.items.map((item) => ('str' in item ? item.str : '')).join(' '));
    });
    return () => {
      ended = true;
    };
  }, [near, page, pdf, n]);
  useEffect(() => {
    if (page === null || canvas.current === null) return;
    return draw(page, canvas.current);
  }, [page]);
  const size = page?.getViewport({ scale: 1 });
  return (
    <div
      ref={place}
      className="border border-line bg-raised"
      style={{ aspectRatio: size ? size.width / size.height : props.ratio }}
    >
      <canvas ref={canvas} aria-hidden="true" className="block w-full" />
      <p className="sr-only">{`${say('orders.page', { n })} ${text}`}</p>
    </div>
  );
}

export function PdfPages(props: { bytes: ArrayBuffer }) {
  const say = useWords();
  const { pdf, failed } = usePdf(props.bytes);
  const [ratio, setRatio] = useState(210 / 297);
  useEffect(() => {
    void pdf?.getPage(1).then((page) => {
      const { width, height } = page.getViewport({ scale: 1 });
      setRatio(width / height);
    });
  }, [pdf]);
  if (failed) return <ErrorState title={say('orders.pdfFailed')} todo={say('orders.pdfFailedTodo')} />;
  if (pdf === null) return <LoadingState />;
  const count = Math.min(pdf.numPages, MAX_PAGES);
  return (
    <div className="grid gap-2">
      {Array.from({ length: count }, (_, i) => (
        <PdfPage key={`${i + 1}`} pdf={pdf} n={i + 1} ratio={ratio} />
      ))}
      {pdf.numPages > count && (
        <p className="m-0 text-table text-ink-2">{say('orders.pdfCut', { n: count, all: pdf.numPages })}</p>
      )}
    </div>
  );
}
