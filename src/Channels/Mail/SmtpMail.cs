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
        using var mail = new MimeMessage();
        mail.From.Add(new MailboxAddress(settings.FromName, settings.From!));
        mail.To.Add(new MailboxAddress(message.ToName, message.To));
        mail.Subject = message.Subject;
        mail.Headers.Add(HeaderId.ContentLanguage, message.Language);
        mail.Body = new TextPart("plain") { Text = message.Text };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.Timeout);
        try
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(settings.Host!, settings.Port, Security(settings.Security), limit.Token);
            if (settings.User is { Length: > 0 } user) await client.AuthenticateAsync(user, settings.Password ?? "", limit.Token);
            await client.SendAsync(mail, limit.Token);
            await client.DisconnectAsync(quit: true, limit.Token);
            return DispatchResult.Sent;
        }
        catch (SmtpCommandException e)
        {
            // 5xx about this letter is for ever; 4xx (greylisting, a full box) passes.
            LogRefused((int)e.StatusCode);
            return (int)e.StatusCode >= 500 ? DispatchResult.Refused : DispatchResult.Later;
        }
        catch (Exception e) when (e is ProtocolException or AuthenticationException or SslHandshakeException or IOException
            or System.Net.Sockets.SocketException or OperationCanceledException or ServiceNotConnectedException or NotSupportedException)
        {
            LogFailed(e.GetType().Name);
            return DispatchResult.Later;
        }
    }

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
