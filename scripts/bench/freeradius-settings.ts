/** What every FreeRADIUS of the benchmarks has alike: its folder, Debian's libraries, the stock thread pool, one client. */
export const commonSettings = (dir: string, secret: string): string => `
prefix = /usr
confdir = ${dir}
logdir = ${dir}
run_dir = ${dir}
libdir = /usr/lib/freeradius
pidfile = ${dir}/radiusd.pid
max_requests = 16384
log {
  destination = files
  file = ${dir}/radius.log
}
security {
  max_attributes = 200
  reject_delay = 1
  status_server = yes
}
proxy_requests = no
thread pool {
  start_servers = 5
  max_servers = 32
  min_spare_servers = 3
  max_spare_servers = 10
  max_requests_per_server = 0
}
client bench {
  ipaddr = 127.0.0.1
  secret = ${secret}
  require_message_authenticator = yes
}`
