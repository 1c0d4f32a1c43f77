using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SalesFlow.Silo.Hosting;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.World;

namespace SalesFlow.Silo.Demo;

/// <summary>
/// Whether this start is a demo, and what it needs: a company to sign in to, two numbers, and a simulated WhatsApp that talks to them. Its secrets
/// come from the installation's own key, so that a start that broke off is finished by the next one.
/// </summary>
internal sealed class DemoPlan
{
    public const string Email = "demo@salesflow.example";
    private const string BusinessAccount = "900100200300400";
    private readonly string _marker;
    private readonly byte[] _key;

    private DemoPlan(string marker, string key, int graphPort)
    {
        (_marker, _key) = (marker, Encoding.UTF8.GetBytes(key));
        GraphPort = graphPort;
        Numbers =
        [
            new SimulatedNumber("100000000000001", Secret("number-1"), "966550000001", BusinessAccount),
            new SimulatedNumber("100000000000002", Secret("number-2"), "966550000002", BusinessAccount),
        ];
    }

    /// <summary>The demo's password.</summary>
    public string Password => Secret("password")[..16];

    /// <summary>Where the simulated Graph API listens.</summary>
    public int GraphPort { get; }

    /// <summary>The simulated numbers.</summary>
    public IReadOnlyList<SimulatedNumber> Numbers { get; }

    /// <summary>Whether the company was filled by an earlier start.</summary>
    public bool Seeded => File.Exists(_marker) && File.ReadAllText(_marker).Trim() == "seeded";

    /// <summary>
    /// The plan, or null where this is no demo. A demo is one where the setting says so, or where nothing is set and the data folder is new; a
    /// folder that began as a demo stays one until the setting says otherwise. Call before anything is written to the folder.
    /// </summary>
    public static DemoPlan? Make(HostSettings settings, Func<string> key)
    {
        var marker = Path.Combine(settings.DataDirectory, "demo");
        var fresh = !Directory.Exists(settings.DataDirectory) || !Directory.EnumerateFileSystemEntries(settings.DataDirectory).Any();
        var wanted = settings.Demo ?? (settings is { Sqlite: true, Role: HostRole.All } && (fresh || File.Exists(marker)));
        if (!wanted) return null;
        Directory.CreateDirectory(settings.DataDirectory);
        if (!File.Exists(marker)) File.WriteAllText(marker, "begun\n");
        return new DemoPlan(marker, key(), FreePort());
    }

    /// <summary>What the demo sets, over everything else.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings() =>
    [
        new("WhatsApp:GraphBaseUrl", $"http://127.0.0.1:{GraphPort}"),
        new("WhatsApp:AppSecret", Secret("app-secret")),
        new("WhatsApp:VerifyToken", Secret("verify-token")),
    ];

    /// <summary>Sets the simulated world up.</summary>
    public void Configure(SimulatorOptions options)
    {
        options.AppSecret = Secret("app-secret");
        options.Numbers = Numbers;
        options.GraphPort = GraphPort;
    }

    /// <summary>Remembers that the company is filled.</summary>
    public void MarkSeeded() => File.WriteAllText(_marker, "seeded\n");

    private string Secret(string purpose) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes("salesflow-demo:" + purpose)));

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
