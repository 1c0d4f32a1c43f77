using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace SalesFlow.Browser.Tests;

/// <summary>A mail server that keeps what it is given: just enough of SMTP for letters of plain text.</summary>
internal sealed partial class MailBox : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly List<(string To, string Text)> _letters = [];
    private readonly Task _serving;

    public MailBox()
    {
        _listener.Start();
        _serving = Serve();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many letters came for an address.</summary>
    public int Count(string address)
    {
        lock (_letters) return _letters.Count(l => l.To == address);
    }

    /// <summary>Waits for a letter to an address beyond those seen before, and gives the newest one's words.</summary>
    public async Task<string> Letter(string address, int seen = 0)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (Count(address) <= seen) await tick.WaitForNextTickAsync(limit.Token);
        lock (_letters) return _letters.Last(l => l.To == address).Text;
    }

    /// <summary>The address that a letter's link leads to.</summary>
    public async Task<Uri> Link(string address, int seen = 0) => new(Address().Match(await Letter(address, seen)).Value);

    /// <summary>The six digits of a letter.</summary>
    public async Task<string> Code(string address, int seen = 0) => Digits().Match(await Letter(address, seen)).Value;

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Stop();
        await _serving;
        _stopped.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true) _ = Talk(await _listener.AcceptTcpClientAsync(_stopped.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task Talk(TcpClient client)
    {
        using var connection = client;
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        try
        {
            await writer.WriteLineAsync("220 box");
            var to = "";
            while (await reader.ReadLineAsync(_stopped.Token) is { } line)
            {
                if (line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase)) to = Recipient().Match(line).Groups[1].Value;
                if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    await writer.WriteLineAsync("354 go on");
                    var letter = new StringBuilder();
                    // A line that begins with a dot is given another one on its way.
                    while (await reader.ReadLineAsync(_stopped.Token) is { } words and not ".")
                        letter.Append(words.StartsWith('.') ? words[1..] : words).Append('\n');
                    lock (_letters) _letters.Add((to, Body(letter.ToString())));
                }
                await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 ok");
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The sender went.
        }
    }

    private static string Body(string letter)
    {
        var cut = letter.IndexOf("\n\n", StringComparison.Ordinal);
        var (head, body) = (letter[..cut], letter[(cut + 2)..]);
        if (head.Contains("base64", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal)));
        return head.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase)
            ? Escaped().Replace(body.Replace("=\n", "", StringComparison.Ordinal), m => ((char)Convert.ToByte(m.Groups[1].Value, 16)).ToString())
            : body;
    }

    [GeneratedRegex("<([^>]+)>")]
    private static partial Regex Recipient();

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<!\d)\d{6}(?!\d)")]
    private static partial Regex Digits();

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex Escaped();
}
