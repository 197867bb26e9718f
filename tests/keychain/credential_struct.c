/* A CREDENTIALW as the Windows headers have it, every field that is set with bytes of its own. */
#include <windows.h>
#include <wincred.h>

const CREDENTIALW credential = {
  .Type = CRED_TYPE_GENERIC,
  .TargetName = (LPWSTR)0x1112131415161718,
  .Comment = (LPWSTR)0x2122232425262728,
  .CredentialBlobSize = 0x31323334,
  .CredentialBlob = (LPBYTE)0x4142434445464748,
  .Persist = CRED_PERSIST_LOCAL_MACHINE,
  .UserName = (LPWSTR)0x5152535455565758,
};
