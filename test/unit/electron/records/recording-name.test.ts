import { describe, expect, it } from 'vitest';
import { recordingName } from '../../../../electron/records/recording-name.ts';
import { recordingsFolder } from '../../../../electron/records/recordings-folder.ts';

describe('where a recording is kept', () => {
  it('is named for its scenario and the local time', () => {
    expect(recordingName('Slow consumer', new Date(2026, 10, 29, 5, 40, 12))).toBe(
      'slow-consumer-2026-11-29-054012.hwrec',
    );
    expect(recordingName('../../x', new Date(2026, 0, 2, 3, 4, 5))).toBe('x-2026-01-02-030405.hwrec');
  });

  it('is the folder that was asked for, else the place of the platform', () => {
    expect(recordingsFolder({ HIGHWATER_RECORDINGS: '/tmp/r', XDG_DATA_HOME: '/data' }, 'linux')).toBe('/tmp/r');
    expect(recordingsFolder({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/highwater/recordings');
    expect(recordingsFolder({}, 'linux')).toMatch(/\.local\/share\/highwater\/recordings$/);
    expect(recordingsFolder({}, 'darwin')).toMatch(/Library\/Application Support\/Highwater\/Recordings$/);
    expect(recordingsFolder({ APPDATA: 'C:/Roaming' }, 'win32')).toMatch(/^C:.Roaming.Highwater.Recordings$/);
  });
});
