import { createHash } from 'node:crypto'
import type { MediaType } from '../account/media.ts'

/** The smallest files of their kinds that readers accept: what a simulated user sends when a scenario gives no bytes. */
const SAMPLES: Readonly<
  Record<MediaType, { readonly base64: string; readonly contentType: string; readonly extension: string }>
> = {
  image: {
    base64:
      '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AKp//2Q==',
    contentType: 'image/jpeg',
    extension: 'jpg',
  },
  voice: {
    // "#!AMR\n" and one frame of silence, 4.75 kbit/s.
    base64: Buffer.concat([Buffer.from('#!AMR\n'), Buffer.from('04000000000000000000000000', 'hex')]).toString(
      'base64',
    ),
    contentType: 'audio/amr',
    extension: 'amr',
  },
  video: {
    // An ftyp box of an MP4 without tracks.
    base64: Buffer.concat([
      Buffer.from('00000018', 'hex'),
      Buffer.from('ftypisom'),
      Buffer.from('00000200', 'hex'),
      Buffer.from('isommp41'),
    ]).toString('base64'),
    contentType: 'video/mp4',
    extension: 'mp4',
  },
  thumb: {
    base64:
      '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AKp//2Q==',
    contentType: 'image/jpeg',
    extension: 'jpg',
  },
}

/** A sample file, with the name and Content-Type it goes by. */
export interface Sample {
  readonly data: Buffer
  readonly md5: string
  readonly contentType: string
  readonly extension: string
}

export function sampleOf(type: MediaType): Sample {
  const { base64, contentType, extension } = SAMPLES[type]
  const data = Buffer.from(base64, 'base64')
  return { data, md5: createHash('md5').update(data).digest('hex'), contentType, extension }
}
