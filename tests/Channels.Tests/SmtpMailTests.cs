using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;

namespace SalesFlow.Channels.Tests;

/// <summary>E-mail as a server sees it.</summary>
public sealed class SmtpMailTests
{
    private const string Arabic = "دعوة إلى عيادات النور";

    private static readonly MailMessage Letter = new(
        "noura@example.com", "نورة العتيبي", Arabic, "مرحبًا نورة،\n\nافتحي الرابط:\nhttps://sales.example/reset-password?token=a.b-c_d\n.\nشكرًا", "ar");

    [Fact]
    public async Task An_arabic_letter_arrives_word_for_word_in_utf_8()
    {
        await using var server = new SmtpDouble();
        Assert.Equal(DispatchResult.Sent, await Send(server, Letter));

        var taken = Assert.Single(server.Letters);
        Assert.Equal(("sender@sales.example", "noura@example.com", false, null), (taken.From, Assert.Single(taken.To), taken.Encrypted, taken.User));
        var mail = await Read(taken);
        Assert.Equal(Arabic, mail.Subject);
        Assert.Equal(("نورة العتيبي", "noura@example.com"), (mail.To.Mailboxes.Single().Name, mail.To.Mailboxes.Single().Address));
        Assert.Equal(("منصة المبيعات", "sender@sales.example"), (mail.From.Mailboxes.Single().Name, mail.From.Mailboxes.Single().Address));
        Assert.Contains("Content-Language: ar", Head(taken));
        Assert.NotEqual(default, mail.Date);
        Assert.False(string.IsNullOrEmpty(mail.MessageId));
        var text = Assert.IsType<TextPart>(mail.Body);
        Assert.Equal(("text/plain", "utf-8"), (text.ContentType.MimeType, text.ContentType.Charset));
        // A line with a single dot does not end it.
        Assert.Equal(Letter.Text, text.Text.ReplaceLineEndings("\n").TrimEnd('\n'));
        var head = Head(taken);
        Assert.All(head, line => Assert.True(line.All(c => c is >= ' ' and <= '~' or '\t'), "A header holds bytes that old servers do not take."));
        Assert.All(Encoding.UTF8.GetString(taken.Bytes).Split("\r\n"), line => Assert.True(line.Length <= 998));
    }

    [Theory]
    [InlineData("Noura\r\nBcc: thief@example.com", "Hello")]
    [InlineData("Noura", "Hello\r\nBcc: thief@example.com")]
    [InlineData("Noura\nX: 1\n\nHello", "Hello\n\n<script>")]
    [InlineData("\"Noura\" <thief@example.com>, x", "Hello")]
    [InlineData("نورة\r\nBcc: thief@example.com", "مرحبا\r\nBcc: thief@example.com")]
    public async Task A_name_or_a_subject_adds_neither_headers_nor_receivers(string name, string subject)
    {
        await using var server = new SmtpDouble();
        Assert.Equal(DispatchResult.Sent, await Send(server, Letter with { ToName = name, Subject = subject }));
        var taken = Assert.Single(server.Letters);
        Assert.Equal(["noura@example.com"], taken.To);
        var mail = await Read(taken);
        Assert.Equal("noura@example.com", Assert.Single(mail.To.Mailboxes).Address);
        Assert.Empty(mail.Bcc);
        Assert.DoesNotContain(mail.Headers, h => h.Field is "X" or "Bcc");
        Assert.DoesNotContain(Head(taken), l => l.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase) || l.StartsWith("X:", StringComparison.Ordinal));
        Assert.Equal(Letter.Text, Assert.IsType<TextPart>(mail.Body).Text.ReplaceLineEndings("\n").TrimEnd('\n'));
    }

    [Theory]
    [InlineData("noura@example.com>\r\nRCPT TO:<thief@example.com")]
    [InlineData("noura@example.com\r\n")]
    [InlineData("noura@example.com, thief@example.com")]
    [InlineData("Noura <noura@example.com>")]
    [InlineData("nobody")]
    [InlineData("")]
    public async Task What_is_no_address_is_refused_before_anybody_is_asked(string address)
    {
        await using var server = new SmtpDouble();
        Assert.Equal(DispatchResult.Refused, await Send(server, Letter with { To = address }));
        Assert.Empty(server.Lines);
    }

    [Fact]
    public async Task It_signs_in_where_a_user_is_set()
    {
        await using var server = new SmtpDouble { SignIn = ("mailer", "كلمة سر") };
        Assert.Equal(DispatchResult.Sent, await Send(server, Letter, ("User", "mailer"), ("Password", "كلمة سر")));
        Assert.Equal("mailer", Assert.Single(server.Letters).User);
    }

    [Fact]
    public async Task A_wrong_or_a_missing_sign_in_is_for_the_operator_to_mend_and_the_letter_waits()
    {
        await using var server = new SmtpDouble { SignIn = ("mailer", "secret") };
        Assert.Equal(DispatchResult.Later, await Send(server, Letter, ("User", "mailer"), ("Password", "wrong")));
        Assert.Equal(DispatchResult.Later, await Send(server, Letter));
        Assert.Empty(server.Letters);
    }

    [Theory]
    [InlineData("starttls", false)]
    [InlineData("tls", true)]
    public async Task Behind_tls_a_certificate_of_the_authority_that_is_set_is_taken(string security, bool atOnce)
    {
        var (certificate, authority) = SmtpDouble.Certificates("localhost");
        await using var server = new SmtpDouble { Certificate = certificate, TlsAtOnce = atOnce, SignIn = ("mailer", "secret") };
        using var file = new AuthorityFile(authority);
        Assert.Equal(DispatchResult.Sent, await Send(
            server, Letter, ("Host", "localhost"), ("Security", security), ("CaFile", file.Path), ("User", "mailer"), ("Password", "secret")));
        Assert.True(Assert.Single(server.Letters).Encrypted);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_or_of_another_name_is_never_sent_a_password()
    {
        var (certificate, _) = SmtpDouble.Certificates("localhost");
        var (other, authority) = SmtpDouble.Certificates("mail.elsewhere.example");
        await using var unknown = new SmtpDouble { Certificate = certificate, SignIn = ("mailer", "secret") };
        await using var wrong = new SmtpDouble { Certificate = other, SignIn = ("mailer", "secret") };
        using var file = new AuthorityFile(authority);
        (string, string)[] signIn = [("Host", "localhost"), ("Security", "starttls"), ("User", "mailer"), ("Password", "secret")];
        Assert.Equal(DispatchResult.Later, await Send(unknown, Letter, signIn));
        Assert.Equal(DispatchResult.Later, await Send(unknown, Letter, [.. signIn, ("CaFile", file.Path)]));
        Assert.Equal(DispatchResult.Later, await Send(wrong, Letter, [.. signIn, ("CaFile", file.Path)]));
        Assert.All([unknown, wrong], s => Assert.DoesNotContain(s.Lines, l => l.StartsWith("AUTH", StringComparison.Ordinal) || l.StartsWith("MAIL", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_without_starttls_is_told_nothing_in_the_clear()
    {
        await using var server = new SmtpDouble { SignIn = ("mailer", "secret") };
        Assert.Equal(DispatchResult.Later, await Send(server, Letter, ("Security", "starttls"), ("User", "mailer"), ("Password", "secret")));
        Assert.DoesNotContain(server.Lines, l => l.StartsWith("AUTH", StringComparison.Ordinal) || l.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 nobody here", DispatchResult.Refused)]
    [InlineData("RCPT", "451 4.7.1 come back in a while", DispatchResult.Later)]
    [InlineData("RCPT", "452 4.2.2 the box is full", DispatchResult.Later)]
    [InlineData("MAIL", "553 5.1.8 not your address", DispatchResult.Refused)]
    [InlineData("MAIL", "421 4.3.2 closing", DispatchResult.Later)]
    [InlineData("DATA", "554 5.6.0 no", DispatchResult.Refused)]
    [InlineData("data-end", "552 5.3.4 too long", DispatchResult.Refused)]
    [InlineData("data-end", "450 4.3.2 not now", DispatchResult.Later)]
    [InlineData("connect", "554 no mail here", DispatchResult.Later)]
    [InlineData("connect", "421 too many", DispatchResult.Later)]
    [InlineData("connect", "HTTP/1.1 400 Bad Request", DispatchResult.Later)]
    [InlineData("EHLO", SmtpDouble.HangUp, DispatchResult.Later)]
    [InlineData("connect", SmtpDouble.HangUp, DispatchResult.Later)]
    [InlineData("data-end", SmtpDouble.HangUp, DispatchResult.Later)]
    public async Task What_the_server_answers_decides_whether_it_is_tried_again(string at, string answer, DispatchResult expected)
    {
        await using var server = new SmtpDouble();
        server.Answers[at] = answer;
        Assert.Equal(expected, await Send(server, Letter));
        Assert.Empty(server.Letters);
    }

    [Theory]
    [InlineData(SmtpDouble.HangUp)]
    [InlineData(SmtpDouble.Hang)]
    [InlineData("500 what")]
    public async Task A_letter_that_was_taken_is_sent_however_the_farewell_goes(string answer)
    {
        await using var server = new SmtpDouble();
        server.Answers["QUIT"] = answer;
        Assert.Equal(DispatchResult.Sent, await Send(server, Letter, ("Timeout", "00:00:01")));
        Assert.Single(server.Letters);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("EHLO")]
    [InlineData("RCPT")]
    [InlineData("data-end")]
    public async Task A_server_that_falls_silent_is_given_up_after_the_time_that_is_set(string at)
    {
        await using var server = new SmtpDouble();
        server.Answers[at] = SmtpDouble.Hang;
        Assert.Equal(DispatchResult.Later, await Send(server, Letter, ("Timeout", "00:00:01")));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_asked_again_later()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        await using var services = Services(port);
        Assert.Equal(DispatchResult.Later, await services.GetRequiredService<IMailChannel>().Send(Letter, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_stops_waiting_is_not_held_up()
    {
        await using var server = new SmtpDouble();
        server.Answers["connect"] = SmtpDouble.Hang;
        using var stop = new CancellationTokenSource();
        await using var services = Services(server.Port);
        var sending = services.GetRequiredService<IMailChannel>().Send(Letter, stop.Token);
        await stop.CancelAsync();
        Assert.Equal(DispatchResult.Later, await sending);
    }

    [Fact]
    public async Task Without_a_host_nothing_is_sent()
    {
        await using var services = Services(25, ("Host", ""));
        var mail = services.GetRequiredService<IMailChannel>();
        Assert.False(mail.IsConfigured);
        Assert.Equal(DispatchResult.NotConfigured, await mail.Send(Letter, CancellationToken.None));
    }

    [Theory]
    [InlineData("From", "nobody", "Smtp:From")]
    [InlineData("Security", "maybe", "Smtp:Security")]
    [InlineData("Timeout", "00:10:00", "Smtp:Timeout")]
    [InlineData("CaFile", "/no/such/file.pem", "Smtp:CaFile")]
    public void A_wrong_setting_is_named_at_the_start(string key, string value, string told)
    {
        using var services = Services(25, (key, value));
        var wrong = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(told, wrong.Message, StringComparison.Ordinal);
    }

    private static async Task<DispatchResult> Send(SmtpDouble server, MailMessage letter, params (string Key, string Value)[] settings)
    {
        await using var services = Services(server.Port, settings);
        return await services.GetRequiredService<IMailChannel>().Send(letter, CancellationToken.None);
    }

    private static ServiceProvider Services(int port, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture), ["Smtp:Security"] = "none",
            ["Smtp:From"] = "sender@sales.example", ["Smtp:FromName"] = "منصة المبيعات", ["Smtp:Timeout"] = "00:00:30",
        };
        foreach (var (key, value) in settings) values["Smtp:" + key] = value;
        return new ServiceCollection().AddSalesFlowChannels(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).BuildServiceProvider();
    }

    private static async Task<MimeMessage> Read(SmtpDouble.Taken taken)
    {
        using var stream = new MemoryStream(taken.Bytes);
        return await MimeMessage.LoadAsync(stream);
    }

    private static List<string> Head(SmtpDouble.Taken taken) => [.. Encoding.UTF8.GetString(taken.Bytes).Split("\r\n").TakeWhile(l => l.Length > 0)];

    /// <summary>An authority's certificate in a file.</summary>
    private sealed class AuthorityFile : IDisposable
    {
        public AuthorityFile(X509Certificate2 authority) => File.WriteAllText(Path, authority.ExportCertificatePem());

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"salesflow-ca-{Guid.NewGuid():n}.pem");

        public void Dispose() => File.Delete(Path);
    }
}
