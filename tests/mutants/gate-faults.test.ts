import { describeDetection } from './describe-detection.ts';

describeDetection('each fault that lets somebody in', ({ attack }) => attack !== undefined);
