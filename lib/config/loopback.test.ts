import { describe, expect, it } from 'vitest';
import { isLoopbackHost } from './loopback.ts';

describe('isLoopbackHost', () => {
  it.each(['localhost', 'LOCALHOST', 'acme.localhost', 'localhost.', '127.0.0.1', '127.9.8.7', '[::1]', '::1'])(
    'knows %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  it.each(['128.0.0.1', '127.0.0.1.example.com', 'notlocalhost', 'localhost.example.com', '10.0.0.1', '[::2]'])(
    'leaves %s alone',
    (host) => {
      expect(isLoopbackHost(host)).toBe(false);
    },
  );
});
