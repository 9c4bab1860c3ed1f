import '../../ui/base.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { present } from '../../kernel/assert.ts';
import { ApiRefusal } from '../../ui/api.ts';
import { loadOtherFonts } from '../../ui/fonts.ts';
import { KitProvider } from '../../ui/kit-provider.tsx';
import { startWords } from '../../ui/words.ts';
import './catalogues.ts';
import { App } from './app.tsx';

/** A refusal is an answer: only a missing answer is asked for again, twice. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && (!(error instanceof ApiRefusal) || error.status === 0),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

await startWords();
createRoot(present(document.getElementById('root'), 'index.html has no root')).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <KitProvider>
        <App />
      </KitProvider>
    </QueryClientProvider>
  </StrictMode>,
);
loadOtherFonts();
