using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SalesFlow.Channels.Mail;

/// <summary>The mail server. Section <c>Smtp</c>. Without a host, mail is off.</summary>
public sealed class SmtpOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Smtp";

    /// <summary>The server's name; mail is off while it is not set.</summary>
    public string? Host { get; set; }

    /// <summary>The port, 587 unless set.</summary>
    public int Port { get; set; } = 587;

    /// <summary><c>starttls</c> (default), <c>tls</c> (from the first byte, port 465) or <c>none</c> (a relay on the same host only).</summary>
    public string Security { get; set; } = "starttls";

    /// <summary>The sign-in at the server, or null.</summary>
    public string? User { get; set; }

    /// <summary>Its password.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address; required with a host.</summary>
    public string? From { get; set; }

    /// <summary>The sender's name, <c>SalesFlow</c> unless set.</summary>
    public string FromName { get; set; } = "SalesFlow";

    /// <summary>
    /// A file with certificates in PEM of authorities that this host does not know, such as a company's own; trusted for the mail server beside those
    /// that the host knows. Null unless set.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>How long an attempt may take, 20 seconds unless set, 1 second to 2 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What is wrong with the values, naming the key, or null.</summary>
    public string? Problem() =>
        string.IsNullOrWhiteSpace(Host) ? null
        : Port is < 1 or > 65_535 ? $"{Section}:{nameof(Port)} must be a port from 1 to 65535."
        : Security is not ("starttls" or "tls" or "none") ? $"{Section}:{nameof(Security)} must be one of: starttls, tls, none."
        : Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(2) ? $"{Section}:{nameof(Timeout)} must be from 00:00:01 to 00:02:00."
        : Authorities() is null ? $"{Section}:{nameof(CaFile)} must be a file with certificates in PEM."
        : !System.Net.Mail.MailAddress.TryCreate(From, out _) ? $"{Section}:{nameof(From)} must be an e-mail address where {Section}:{nameof(Host)} is set."
        : null;

    /// <summary>The authorities of <see cref="CaFile"/>, none where it is not set; null where it cannot be read.</summary>
    internal X509Certificate2Collection? Authorities()
    {
        var found = new X509Certificate2Collection();
        if (string.IsNullOrWhiteSpace(CaFile)) return found;
        try
        {
            found.ImportFromPemFile(CaFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
        return found.Count == 0 ? null : found;
    }
}
