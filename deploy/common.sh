# Sourced by the scripts beside it, each with its own arguments. Answers --help with the comment at the head of the script.
# Sets top, the directory of the project, and java, the first of these that is Java 25 or newer: $JAVA, the one in
# $JAVA_HOME, the one on the PATH, and those where Linux distributions, macOS and SDKMAN install JDKs.
if [ "${1:-}" = --help ]; then
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
  exit 0
fi
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

is_java_25() {
  local version
  version=$("$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge 25 ]
}

for java in "${JAVA:-}" "${JAVA_HOME:-}/bin/java" "$(command -v java)" /usr/lib/jvm/*/bin/java \
    "$(/usr/libexec/java_home -v 25+ 2>/dev/null)/bin/java" "${HOME:-}"/.sdkman/candidates/java/*/bin/java; do
  if [ -x "$java" ] && is_java_25 "$java"; then
    break
  fi
  java=
done
if [ -z "$java" ]; then
  echo "No Java 25 found: install a JDK 25 (for example from https://adoptium.net), or set JAVA_HOME to one." >&2
  exit 1
fi
