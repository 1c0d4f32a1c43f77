using System.Globalization;
using System.Net;

namespace SalesFlow.Silo.Hosting;

/// <summary>What this process is.</summary>
internal enum HostRole
{
    /// <summary>Silo, API, hubs and dashboard in one.</summary>
    All,
    /// <summary>A silo; over HTTP it serves its health only.</summary>
    Silo,
    /// <summary>API, hubs and dashboard; a client of the silos.</summary>
    Web,
}

/// <summary>
/// What decides the shape of the process, read before anything is built. Every mistake is told at once, each naming its key.
/// </summary>
internal sealed record HostSettings(
    HostRole Role, bool Redis, string? RedisConnection, string ClusterId, int SiloPort, int GatewayPort, IPAddress? AdvertisedAddress,
    TimeSpan ResponseTimeout, string DataDirectory, bool Sqlite, bool? Demo, bool OrleansDashboard, bool Traced, IReadOnlyList<IPNetwork> TrustedProxies)
{
    /// <summary>Whether grains run here.</summary>
    public bool IsSilo => Role is not HostRole.Web;

    /// <summary>Whether the API is served here.</summary>
    public bool IsWeb => Role is not HostRole.Silo;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="SettingsException">Something is wrong; the message names each key.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        var role = Word("SalesFlow:Role", "all", "all", "silo", "web");
        var clustering = Word("SalesFlow:Clustering:Provider", "localhost", "localhost", "redis");
        var storage = Word("SalesFlow:Storage:Provider", "sqlite", "sqlite", "postgres");
        var connection = configuration["SalesFlow:Clustering:ConnectionString"];
        if (clustering == "redis" && string.IsNullOrWhiteSpace(connection))
            errors.Add("SalesFlow:Clustering:ConnectionString is required with the provider 'redis', such as 'localhost:6379'.");
        if (storage == "sqlite" && (clustering == "redis" || role != "all"))
            errors.Add("SalesFlow:Storage:Provider must be 'postgres' where SalesFlow:Role or SalesFlow:Clustering:Provider make several processes.");
        var siloPort = Port("SalesFlow:SiloPort", 11111);
        var gatewayPort = Port("SalesFlow:GatewayPort", 30000);
        if (siloPort == gatewayPort) errors.Add("SalesFlow:SiloPort and SalesFlow:GatewayPort must differ.");
        IPAddress? advertised = null;
        if (configuration["SalesFlow:Clustering:AdvertisedAddress"] is { Length: > 0 } address && !IPAddress.TryParse(address, out advertised))
            errors.Add("SalesFlow:Clustering:AdvertisedAddress must be an IP address, or unset.");
        var timeout = TimeSpan.FromSeconds(3);
        if (configuration["SalesFlow:ResponseTimeout"] is { Length: > 0 } text
            && (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out timeout) || timeout < TimeSpan.FromSeconds(1)
                || timeout > TimeSpan.FromMinutes(1)))
            errors.Add("SalesFlow:ResponseTimeout must be from 00:00:01 to 00:01:00.");
        bool? demo = null;
        if (configuration["SalesFlow:Demo"] is { Length: > 0 } wanted)
        {
            if (bool.TryParse(wanted, out var value)) demo = value;
            else errors.Add("SalesFlow:Demo must be 'true' or 'false', or unset.");
        }
        if (demo == true && (storage != "sqlite" || role != "all"))
            errors.Add("SalesFlow:Demo needs SalesFlow:Storage:Provider 'sqlite' and SalesFlow:Role 'all'.");
        var dashboard = Flag("SalesFlow:OrleansDashboard");
        var proxies = Networks("SalesFlow:TrustedProxies");
        if (errors.Count > 0) throw new SettingsException(errors);

        return new HostSettings(
            Enum.Parse<HostRole>(role, ignoreCase: true), clustering == "redis", connection,
            configuration["SalesFlow:Clustering:ClusterId"] is { Length: > 0 } id ? id : "salesflow",
            siloPort, gatewayPort, advertised, timeout,
            configuration["SalesFlow:DataDirectory"] is { Length: > 0 } data ? data : "./data",
            storage == "sqlite", demo, OrleansDashboard: dashboard,
            Traced: !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]), TrustedProxies: proxies);

        bool Flag(string key)
        {
            if (configuration[key] is not { Length: > 0 } given) return false;
            if (bool.TryParse(given, out var value)) return value;
            errors.Add($"{key} must be 'true' or 'false', or unset.");
            return false;
        }

        List<IPNetwork> Networks(string key)
        {
            var networks = new List<IPNetwork>();
            foreach (var part in (configuration[key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (IPNetwork.TryParse(part, out var network)) networks.Add(network);
                else if (IPAddress.TryParse(part, out var one)) networks.Add(new IPNetwork(one, one.GetAddressBytes().Length * 8));
                else errors.Add($"{key}: '{part}' is neither an IP address nor a network such as 10.0.0.0/8.");
            }
            return networks;
        }

        string Word(string key, string fallback, params string[] allowed)
        {
            var word = configuration[key] is { Length: > 0 } given ? given.ToLowerInvariant() : fallback;
            if (allowed.Contains(word)) return word;
            errors.Add($"{key} is '{configuration[key]}' but must be one of: {string.Join(", ", allowed)}.");
            return fallback;
        }

        int Port(string key, int fallback)
        {
            if (configuration[key] is not { Length: > 0 } given) return fallback;
            if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535) return port;
            errors.Add($"{key} must be a port from 1 to 65535.");
            return fallback;
        }
    }
}

/// <summary>Settings that cannot work.</summary>
/// <param name="errors">One line a mistake, each naming its key.</param>
internal sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors));
