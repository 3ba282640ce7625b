# Varnish in front of backcare: keeps pages, and forgets just those that the site says are over.
#
# The site is told of it by PURGE_URL=http://127.0.0.1:6081/ in its environment; each answer then
# stays right although it is kept: its Cache-Tag header names what it shows, and a BAN names what
# has changed. Without a BAN (a proxy that was away) an answer lives for s-maxage, 30 seconds.
vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

# Who may say that answers are over: the machines that the site and its worker run on.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "BAN") {
        if (client.ip !~ purgers) {
            return (synth(403, "Not allowed"));
        }
        if (!req.http.Cache-Tag-Pattern) {
            return (synth(400, "Cache-Tag-Pattern is missing"));
        }
        ban("obj.http.Cache-Tag ~ " + req.http.Cache-Tag-Pattern);
        return (synth(204, "Forgotten"));
    }
    # Whoever says who they are gets an answer of their own, and nobody else gets it.
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.http.Cookie || req.http.Authorization || req.url ~ "^/(admin|preview|search)/") {
        return (pass);
    }
}

sub vcl_backend_response {
    # Only what the site allows shared caches to keep; never what sets a cookie.
    if (beresp.http.Set-Cookie || beresp.http.Cache-Control !~ "s-maxage|public") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
    }
    # A site that does not answer: readers go on with what was kept, for an hour.
    set beresp.grace = 30s;
    set beresp.keep = 1h;
}

sub vcl_deliver {
    # Of use between the site and Varnish alone.
    unset resp.http.Cache-Tag;
}
