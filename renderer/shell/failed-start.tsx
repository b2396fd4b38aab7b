import { useEffect } from 'react';
import './window-shell.css';

/** There is no host to talk to, and no way to find one without the user. */
export function FailedStart({ message }: { readonly message: string }) {
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }, []);
  return (
    <main className="whole-page" role="alert">
      <h1>Highwater</h1>
      <p>{message}</p>
    </main>
  );
}
