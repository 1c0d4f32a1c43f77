using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SalesFlow.Channels.Tests;

/// <summary>
/// A mail server on the loopback that speaks as much SMTP as a sender needs, and misbehaves as a test says: at each step it can answer otherwise, hang
/// or hang up. It keeps the bytes that it was given.
/// </summary>
internal sealed class SmtpDouble : IAsyncDisposable
{
    /// <summary>Instead of an answer: none at all.</summary>
    public const string Hang = "hang";

    /// <summary>Instead of an answer: the connection ends.</summary>
    public const string HangUp = "hang up";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Task _accepting;

    public SmtpDouble()
    {
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>A letter as it came.</summary>
    /// <param name="From">From the envelope.</param>
    /// <param name="To">From the envelope.</param>
    /// <param name="Bytes">The data, without its dots.</param>
    /// <param name="Encrypted">Whether it came through TLS.</param>
    /// <param name="User">Who had signed in, or null.</param>
    public sealed record Taken(string From, IReadOnlyList<string> To, byte[] Bytes, bool Encrypted, string? User);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often somebody connected.</summary>
    public int Connections => _talks.Count;

    /// <summary>Letters that were answered with 250.</summary>
    public ConcurrentQueue<Taken> Letters { get; } = new();

    /// <summary>Every line that clients sent, in its order; passwords and data left out.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>Answers by the first word of a line; <c>connect</c> and <c>data-end</c> are such words too.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The only sign-in that is good; without one none is asked for.</summary>
    public (string User, string Password)? SignIn { get; init; }

    /// <summary>What it shows when asked for TLS; without one there is none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether TLS begins with the first byte.</summary>
    public bool TlsAtOnce { get; init; }

    /// <summary>A certificate for a name, and the authority that signed it.</summary>
    public static (X509Certificate2 Server, X509Certificate2 Authority) Certificates(string name)
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        using var whole = signed.CopyWithPrivateKey(key);
        return (X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null), authority);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _talks.Add(Talk(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped, perhaps before it began to listen again.
        }
    }

    private async Task Talk(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (TlsAtOnce) stream = await Secure(stream);
                await Serve(stream, TlsAtOnce);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The other side went, or the test is over.
            }
        }
    }

    private async Task Serve(Stream stream, bool encrypted)
    {
        string? user = null, from = null;
        var to = new List<string>();
        if (!await Say(stream, "connect", "220 mail.example ready")) return;
        while (await Line(stream) is { } line)
        {
            var word = line.Split(' ', ':')[0].ToUpperInvariant();
            Lines.Enqueue(word == "AUTH" ? string.Join(' ', line.Split(' ').Take(2)) : line);
            switch (word)
            {
                case "EHLO" or "HELO":
                    var can = "250-mail.example\r\n250-8BITMIME\r\n";
                    if (Certificate is not null && !encrypted) can += "250-STARTTLS\r\n";
                    if (SignIn is not null) can += "250-AUTH PLAIN\r\n";
                    if (!await Say(stream, word, can + "250 SIZE 1000000")) return;
                    break;
                case "STARTTLS":
                    if (!await Say(stream, word, "220 go ahead")) return;
                    stream = await Secure(stream);
                    encrypted = true;
                    break;
                case "AUTH":
                    var words = line.Split(' ');
                    var given = words.Length > 2 ? words[2] : null;
                    if (given is null)
                    {
                        await Write(stream, "334 ");
                        given = await Line(stream) ?? "";
                    }
                    var parts = Encoding.UTF8.GetString(Convert.FromBase64String(given)).Split('\0');
                    var good = SignIn is { } s && parts.Length == 3 && parts[1] == s.User && parts[2] == s.Password;
                    if (good) user = parts[1];
                    if (!await Say(stream, word, good ? "235 welcome" : "535 5.7.8 wrong")) return;
                    break;
                case "MAIL":
                    from = Between(line);
                    to.Clear();
                    if (!await Say(stream, word, SignIn is not null && user is null ? "530 5.7.0 sign in first" : "250 ok")) return;
                    break;
                case "RCPT":
                    to.Add(Between(line));
                    if (!await Say(stream, word, "250 ok")) return;
                    break;
                case "DATA":
                    if (!await Say(stream, word, "354 go on")) return;
                    if (Answers.TryGetValue(word, out var other) && !other.StartsWith('3')) break;
                    var bytes = await Data(stream);
                    var answer = Answers.GetValueOrDefault("data-end", "250 taken");
                    if (answer.StartsWith("250", StringComparison.Ordinal)) Letters.Enqueue(new Taken(from ?? "", [.. to], bytes, encrypted, user));
                    if (!await Say(stream, "data-end", "250 taken")) return;
                    break;
                case "QUIT":
                    await Say(stream, word, "221 bye");
                    return;
                default:
                    if (!await Say(stream, word, word is "RSET" or "NOOP" ? "250 ok" : "502 unknown")) return;
                    break;
            }
        }
    }

    private async Task<Stream> Secure(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
        return secure;
    }

    private async Task<bool> Say(Stream stream, string word, string usual)
    {
        var answer = Answers.GetValueOrDefault(word, usual);
        if (answer == HangUp) return false;
        if (answer == Hang) await Task.Delay(Timeout.Infinite, _stop.Token);
        await Write(stream, answer);
        return true;
    }

    private Task Write(Stream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), _stop.Token).AsTask();

    private async Task<string?> Line(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }

    private async Task<byte[]> Data(Stream stream)
    {
        using var all = new MemoryStream();
        while (await Line(stream) is { } line)
        {
            if (line == ".") return all.ToArray();
            all.Write(Encoding.UTF8.GetBytes((line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line) + "\r\n"));
        }
        throw new IOException("The letter has no end.");
    }

    private static string Between(string line)
    {
        var (a, b) = (line.IndexOf('<', StringComparison.Ordinal), line.LastIndexOf('>'));
        return a >= 0 && b > a ? line[(a + 1)..b] : line;
    }
}
