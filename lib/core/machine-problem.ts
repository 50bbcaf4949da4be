/** Problems of the machine by the code of the system's error, as in a full disk: no fault of this program. */
export const MACHINE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EIO: 'the disk fails',
  EMFILE: 'too many files are open',
};
