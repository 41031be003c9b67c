set(words run scan --output out --memory lots)
set(code 2)
set(err "tasma: T1001: --memory: \"lots\" is not allowed here; give bytes, or a number with K, M, G or T, such as 512M, 6G or 6GiB\n")
