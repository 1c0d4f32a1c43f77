using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SalesFlow.Channels;

namespace SalesFlow.WebApi.Tests;

/// <summary>The whole product in this process: real grains, SQLite in a folder of its own, ports that are free. No demo.</summary>
public class ProductFactory : WebApplicationFactory<Program>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("salesflow-product-");

    /// <summary>Settings besides the usual ones.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; init; } = [];

    /// <summary>What a test changes in the composition.</summary>
    public Action<IServiceCollection>? Change { get; init; }

    protected override IHost CreateHost(IHostBuilder builder)
    {
        // Where the data lies elsewhere, this copy is opened by nobody.
        SqliteTemplate.CopyTo(Path.Combine(_folder.FullName, "salesflow.db")).GetAwaiter().GetResult();
        return base.CreateHost(builder);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Production);
        builder.UseSetting("SalesFlow:DataDirectory", _folder.FullName);
        builder.UseSetting("SalesFlow:Demo", "false");
        builder.UseSetting("Logging:LogLevel:Default", "Error");
        builder.UseSetting("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Error");
        builder.UseSetting("SalesFlow:SiloPort", FreePort());
        builder.UseSetting("SalesFlow:GatewayPort", FreePort());
        // Other tests use the same two cores: what is slow is not broken.
        builder.UseSetting("SalesFlow:ResponseTimeout", "00:00:30");
        builder.UseSetting("SalesFlow:Auth:RequestsPerMinute", "100000");
        foreach (var (key, value) in Settings) builder.UseSetting(key, value);
        if (Change is not null) builder.ConfigureTestServices(Change);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _folder.Exists) _folder.Delete(recursive: true);
    }

    private static string FreePort() => Ports.Free().ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A mail server that keeps what it was given.</summary>
public sealed partial class LetterBox : IMailChannel
{
    private readonly ConcurrentQueue<MailMessage> _letters = new();

    public bool IsConfigured => true;

    public Task<DispatchResult> Send(MailMessage message, CancellationToken ct)
    {
        _letters.Enqueue(message);
        return Task.FromResult(DispatchResult.Sent);
    }

    /// <summary>All that was sent to an address, oldest first.</summary>
    public IReadOnlyList<MailMessage> To(string email) => [.. _letters.Where(l => l.To == email)];

    /// <summary>The token of the newest link that was sent to an address, once there is one.</summary>
    public async Task<string> Link(string email) => Token().Match((await Letter(email)).Text).Groups[1].Value;

    /// <summary>How many letters went to an address.</summary>
    public int Count(string email) => _letters.Count(l => l.To == email);

    /// <summary>The newest letter to an address, once there is one.</summary>
    public Task<MailMessage> Letter(string email) =>
        Eventually(() => Task.FromResult(_letters.LastOrDefault(l => l.To == email)), otherwise: () => "No letter came.");

    [GeneratedRegex(@"token=([A-Za-z0-9_.\-]+)")]
    private static partial Regex Token();
}

/// <summary>The time of this machine, and what a test puts on top of it. Timers run as they are.</summary>
public sealed class MovedClock : TimeProvider
{
    private long _ahead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
