# Sourced: a Slurm cluster of three nodes on this machine, with a key, a configuration and folders of its own. Node n3 has
# OPENCV_CPU_DISABLE in its environment, n1 never.
for tool in munged slurmctld slurmd; do
  PATH=$PATH:/usr/sbin command -v "$tool" > /dev/null || {
    echo "SKIPPED: Slurm is not installed"
    exit 77
  }
done
[ "$(id -u)" = 0 ] || {
  echo "SKIPPED: a cluster on one machine needs root"
  exit 77
}
PATH=$PATH:/usr/sbin
cluster=$work/cluster
export SLURM_CONF=$cluster/etc/slurm.conf

start_cluster() {
  local port=$((20000 + RANDOM % 10000))
  mkdir -p "$cluster"/{state,spool/n1,spool/n2,spool/n3,log,run,etc}
  chmod 755 "$work" "$cluster" "$cluster/run"
  head -c 128 /dev/urandom > "$cluster/etc/munge.key"
  chmod 600 "$cluster/etc/munge.key"
  munged --force --key-file="$cluster/etc/munge.key" --socket="$cluster/run/munge.sock" --num-threads=2 \
    --pid-file="$cluster/run/munged.pid" --log-file="$cluster/log/munged.log" --seed-file="$cluster/run/munge.seed"
  cat > "$cluster/etc/prolog.sh" << 'SH'
#!/bin/sh
case $SLURMD_NODENAME in
  n1) echo "unset OPENCV_CPU_DISABLE" ;;
  n3) echo "export OPENCV_CPU_DISABLE=AVX2,SSE4.1" ;;
esac
SH
  chmod 755 "$cluster/etc/prolog.sh"
  # A requeued task waits for the end of the credential before it (cred_expire); a silent node is lost after SlurmdTimeout.
  cat > "$SLURM_CONF" << CONF
ClusterName=tasma
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$((port + 17))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$cluster/run/munge.sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool/%n
SlurmctldPidFile=$cluster/run/slurmctld.pid
SlurmdPidFile=$cluster/run/slurmd.%n.pid
SlurmctldLogFile=$cluster/log/slurmctld.log
SlurmdLogFile=$cluster/log/slurmd.%n.log
TaskProlog=$cluster/etc/prolog.sh
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
JobRequeue=1
SlurmdTimeout=6
BatchStartTimeout=10
KillWait=5
MinJobAge=900
AccountingStorageType=accounting_storage/none
NodeName=n[1-3] NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=[$((port + 101))-$((port + 103))] CPUs=1 RealMemory=2000 State=UNKNOWN
PartitionName=film Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  slurmctld -c
  for node in n1 n2 n3; do slurmd -N "$node"; done
  for _ in $(seq 100); do
    [ "$(sinfo -h -t idle -o %D 2> /dev/null)" != 3 ] || return 0
    sleep 0.2
  done
  cat "$cluster"/log/*.log >&2
  fail "the cluster does not start"
}

stop_cluster() {
  scancel --me 2> /dev/null
  sleep 1
  for pid in "$cluster"/run/*.pid; do kill "$(cat "$pid")" 2> /dev/null; done
  sleep 1
}

# Whether a process belongs to a task of this cluster's node.
is_of_node() { # PROCESS NODE
  grep -qsz "^SLURM_CONF=$SLURM_CONF$" "/proc/$1/environ" && grep -qsz "^SLURMD_NODENAME=$2$" "/proc/$1/environ"
}

# The processes of a node's tasks: those with its name in their environment, and whoever watches over them.
processes_of_node() {
  for process in $(ls /proc | grep '^[0-9]'); do
    if is_of_node "$process" "$1"; then
      echo "$process"
      awk '{print $4}' "/proc/$process/stat" 2> /dev/null || true
    fi
  done | sort -un | awk '$1 > 1'
}
