using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace SalesFlow.Channels.Mail;

/// <summary>E-mail over SMTP, one connection an attempt. Neither addresses nor texts are logged.</summary>
internal sealed partial class SmtpMail(IOptions<SmtpOptions> options, ILogger<SmtpMail> logger) : IMailChannel
{
    /// <inheritdoc/>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(options.Value.Host);

    /// <inheritdoc/>
    public async Task<DispatchResult> Send(MailMessage message, CancellationToken ct)
    {
        if (!IsConfigured) return DispatchResult.NotConfigured;
        var settings = options.Value;
        // What stands in the envelope is an address and nothing beside it.
        if (!System.Net.Mail.MailAddress.TryCreate(message.To, out var to) || to.Address != message.To || message.To.Any(char.IsControl))
            return DispatchResult.Refused;
        using var mail = new MimeMessage();
        mail.From.Add(new MailboxAddress(OneLine(settings.FromName), settings.From!));
        mail.To.Add(new MailboxAddress(OneLine(message.ToName), message.To));
        mail.Subject = OneLine(message.Subject);
        mail.Body = new TextPart("plain") { Text = message.Text };
        mail.Body.Headers.Add(HeaderId.ContentLanguage, message.Language);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.Timeout);
        var asked = false;
        try
        {
            using var client = new SmtpClient();
            if (settings.Authorities() is { Count: > 0 } authorities)
                client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => Trusted(certificate, chain, errors, authorities);
            await client.ConnectAsync(settings.Host!, settings.Port, Security(settings.Security), limit.Token);
            if (settings.User is { Length: > 0 } user) await client.AuthenticateAsync(user, settings.Password ?? "", limit.Token);
            asked = true;
            await client.SendAsync(mail, limit.Token);
            await Leave(client, limit.Token);
            return DispatchResult.Sent;
        }
        catch (SmtpCommandException e)
        {
            // 5xx about this letter is for ever; 4xx (greylisting, a full box) passes, and so may whatever came before the letter was spoken of.
            LogRefused((int)e.StatusCode);
            return asked && (int)e.StatusCode >= 500 ? DispatchResult.Refused : DispatchResult.Later;
        }
        catch (Exception e) when (e is ProtocolException or AuthenticationException or SslHandshakeException or IOException
            or System.Net.Sockets.SocketException or OperationCanceledException or ServiceNotConnectedException
            or ServiceNotAuthenticatedException or NotSupportedException)
        {
            LogFailed(e.GetType().Name);
            return DispatchResult.Later;
        }
    }

    /// <summary>Says good-bye. The letter was taken: whatever happens now, it must not be sent again.</summary>
    private static async Task Leave(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception e) when (e is CommandException or ProtocolException or IOException or System.Net.Sockets.SocketException
            or OperationCanceledException)
        {
            // The connection ends with the client.
        }
    }

    /// <summary>Whether the host trusts the certificate, or it is of the server's name and one of the authorities' own.</summary>
    private static bool Trusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server) return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // A company's own authority seldom says where it tells of what it has revoked.
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
        {
            foreach (var element in chain.ChainElements) own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }
        return own.Build(server);
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static SecureSocketOptions Security(string word) => word switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    [LoggerMessage(1, LogLevel.Warning, "The mail server refused a letter with {Status}.")]
    private partial void LogRefused(int status);

    [LoggerMessage(2, LogLevel.Warning, "A letter did not reach the mail server: {Kind}.")]
    private partial void LogFailed(string kind);
}
