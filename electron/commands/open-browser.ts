import open from 'open';
import { complain } from './command.ts';

/** Shows the address in the user's own browser; where that does not work, says so in one line and leaves the rest to the printed address. */
export const openBrowser = async (url: string): Promise<void> => {
  const explain = (cause: string) => complain(`could not open a browser (${cause}); open the printed address by hand`);
  try {
    const launcher = await open(url);
    launcher.once('error', (error) => explain(error.message));
    launcher.once('exit', (code) => {
      if (code !== 0 && code !== null) explain(`its launcher ended with status ${code}`);
    });
  } catch (error) {
    explain(error instanceof Error ? error.message : String(error));
  }
};
