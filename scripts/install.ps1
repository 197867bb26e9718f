# Installs cred for this user: downloads the newest release for Windows, checks its sum, tries it, and only then puts it
# into place. CRED_RELEASES says where releases are, CRED_INSTALL_DIR where cred goes, CRED_VERSION which release.
$ErrorActionPreference = 'Stop'

function Test-Cred($path) {
  try { return (& $path --version 2>$null) -match '^cred \d' } catch { return $false }
}

function Install-Cred {
  if (-not $env:CRED_RELEASES) { throw 'CRED_RELEASES is not set: the address of the releases' }
  if ($env:PROCESSOR_ARCHITECTURE -notin 'AMD64', 'ARM64') { throw "there is no cred for $env:PROCESSOR_ARCHITECTURE" }
  $folder = if ($env:CRED_INSTALL_DIR) { $env:CRED_INSTALL_DIR } else { Join-Path $env:LOCALAPPDATA 'Programs\cred' }
  $target = Join-Path $folder 'cred.exe'
  if ((Test-Path $target) -and -not (Test-Cred $target)) {
    throw "$target is there and is not cred; move it away, or set CRED_INSTALL_DIR"
  }
  $release = if ($env:CRED_VERSION) { "$env:CRED_RELEASES/download/v$env:CRED_VERSION" } else { "$env:CRED_RELEASES/latest/download" }
  if ($release -notmatch '^(https://|http://(127\.0\.0\.1|localhost)[:/])') { throw "`"$release`" is no HTTPS address" }

  $work = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
  New-Item -ItemType Directory -Path $work | Out-Null
  try {
    Invoke-WebRequest "$release/SHA256SUMS" -OutFile "$work\sums" -UseBasicParsing
    $lines = @(Get-Content "$work\sums" | Where-Object { $_ -match '^[0-9a-f]{64}  cred-\d[0-9A-Za-z.+-]*-windows-x86_64\.exe$' })
    if ($lines.Count -ne 1) { throw 'that release has no cred for Windows' }
    $sum, $file = $lines[0] -split '  ', 2
    Invoke-WebRequest "$release/$file" -OutFile "$work\cred.exe" -UseBasicParsing
    if ((Get-FileHash "$work\cred.exe" -Algorithm SHA256).Hash -ne $sum) {
      throw "$file does not have the sum that SHA256SUMS says; nothing was installed"
    }
    if (-not (Test-Cred "$work\cred.exe")) { throw "$file does not run on this system; nothing was installed" }
    New-Item -ItemType Directory -Path $folder -Force | Out-Null
    Move-Item "$work\cred.exe" $target -Force
  } finally {
    Remove-Item $work -Recurse -Force
  }
  "installed $(& $target --version) as $target"
  if (($env:PATH -split ';') -notcontains $folder) { "add it to your PATH: `$env:PATH = `"$folder;`$env:PATH`"" }
}

Install-Cred
