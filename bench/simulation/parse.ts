/** What nobody who reads a timeline can do without: each of its lines is read and parsed, once. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: createReadStream(process.argv[2]!) })) JSON.parse(line);
