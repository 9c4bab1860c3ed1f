/** Plays a camera of a media server by WebRTC: the offer goes to it through our server (WHEP), the picture directly. */
import type { PlayState } from './live-player.ts';
import { sentenceOf } from '../../../ui/use-command.ts';

const GATHER_MS = 2_000;

export function playWhep(
  video: HTMLVideoElement,
  offerTo: (offer: string) => Promise<string>,
  ended: () => string,
  onState: (state: PlayState) => void,
  nowMs: () => number,
): () => void {
  const peer = new RTCPeerConnection({ iceServers: [] });
  let stopped = false;
  const gone = (why: string): void => {
    if (!stopped) onState({ state: 'gone', why, sinceMs: nowMs() });
  };
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.addEventListener('track', (event) => {
    video.srcObject = event.streams[0] ?? new MediaStream([event.track]);
    void video.play().catch(() => undefined);
    onState({ state: 'live' });
  });
  peer.addEventListener('connectionstatechange', () => {
    if (['failed', 'disconnected', 'closed'].includes(peer.connectionState)) gone(ended());
  });
  onState({ state: 'starting' });
  (async () => {
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await offerTo(peer.localDescription?.sdp ?? '');
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
  })().catch((error: unknown) => gone(sentenceOf(error)));
  return () => {
    stopped = true;
    peer.close();
    video.srcObject = null;
  };
}

/** Candidates of our own go with the offer: WHEP is one request. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      if (peer.iceGatheringState === 'complete') resolve();
    };
    peer.addEventListener('icegatheringstatechange', done);
    setTimeout(resolve, GATHER_MS);
    done();
  });
}
