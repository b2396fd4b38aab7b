import { expect, pictureOf, test } from '../support/test.ts';
import { LabPage, patient } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });

const readers = Array.from({ length: 199 }, (_, at) => `reader-${String(at + 1).padStart(3, '0')}`);
const isSlow = (at: number) => at % 50 === 20;

const scenario = {
  name: 'Two hundred sockets',
  description: 'One publisher and 199 subscribers, of which four are too slow.',
  seconds: 300,
  sockets: [
    { id: 'feed', type: 'pub', options: { sendHighWaterMark: 20 }, produce: { rate: 50, size: 64, topic: 'all' } },
    ...readers.map((id, at) => ({
      id,
      type: 'sub',
      subscribe: ['all'],
      options: { receiveHighWaterMark: isSlow(at) ? 10 : 1000 },
      consume: { serviceMs: isSlow(at) ? 200 : 0 },
    })),
  ],
  links: readers.map((id) => ({ from: 'feed', to: id, transport: 'inproc' })),
};

test('200 sockets run and stay usable: grouped, found by name, one by one, fitted', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(scenario);
  const fleet = page.getByRole('region', { name: '199 SUB sockets of feed' });
  await expect(fleet).toBeVisible(patient);
  await lab.run.click();

  await test.step('the four that lose stand out, and the sentence names one of them', async () => {
    await expect(fleet).toContainText('4 losing', patient);
    await expect(lab.sentence).toContainText(/reader-(021|071|121|171)/, patient);
  });

  await test.step('a socket is found by its name', async () => {
    const search = page.getByRole('combobox', { name: 'Find a socket' });
    await search.fill('121');
    await expect(lab.selected.getByRole('heading', { level: 2 })).toHaveText('reader-121');
    await expect(page.getByRole('button', { name: 'reader-121', exact: true })).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(() => lab.ledger('feed', 'reader-121').figure('sent'), patient).toBeGreaterThan(0);
  });

  await test.step('one by one, fitted, and grouped again', async () => {
    await fleet.getByRole('button', { name: 'One by one' }).click();
    // So many are drawn small, with a name and a rate only.
    const small = (id: string) => page.getByRole('button', { name: new RegExp(`^${id} [\\d.,]+/s$`) });
    await expect(small('reader-100')).toBeVisible(patient);
    await page.getByRole('button', { name: 'Fit everything' }).click();
    await expect(small('reader-001')).toBeInViewport(patient);
    await expect(small('reader-199')).toBeInViewport(patient);
    // What moves by itself is a layer of its own; 600 of them cost a quarter of a second a frame, and the charts had gaps.
    const movements = () => document.getAnimations().filter((one) => !(one instanceof CSSTransition)).length;
    expect(await page.evaluate(movements)).toBeLessThan(50);
    await page.screenshot({ path: pictureOf('one-by-one-1280x720') });
    await page.getByRole('button', { name: 'Group again' }).click();
    await expect(fleet).toBeVisible(patient);
  });

  await lab.end();
  await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
});
