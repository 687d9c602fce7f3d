# Stands between the compiler's driver and each of its parts; its first word says what to do beside, or instead.
trick=$1
shift
case $trick in
  daemon) (trap '' HUP INT TERM; while :; do sleep 1000; done) > /dev/null 2>&1 & ;;
  bomb) while :; do bash "$0" bomb & done ;;
  flood) while :; do echo all work and no play; done ;;
  sleep) sleep 1000 ;;
  look)
    ls /proc/1/fd /proc/1/root > /dev/null 2>&1 && echo owned >&2
    exit 1
    ;;
esac
"$@" || exit
[[ -e a.out ]] || exit 0
case $trick in
  pipe) rm a.out && mkfifo a.out ;;
  folder) rm a.out && mkdir a.out ;;
  shut) echo shut > shut && chmod 0 shut ;;
esac
