using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Where the key that signs tokens comes from.</summary>
public static class SigningKeys
{
    /// <summary>The configuration key.</summary>
    public const string Setting = AuthOptions.Section + ":" + nameof(AuthOptions.SigningKey);

    private const int MadeBytes = 64;

    /// <summary>
    /// The configured key, or the data folder's own, made on the first start and readable by its owner only. The host calls this first and
    /// puts the answer into the configuration under <see cref="Setting"/>, since other modules derive keys of their own from it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The key is required but not set, is too short, or the kept one is damaged.</exception>
    public static string Load(IConfiguration configuration)
    {
        var configured = configuration[Setting];
        if (!string.IsNullOrEmpty(configured))
        {
            return Encoding.UTF8.GetByteCount(configured) >= AuthOptions.ShortestKey
                ? configured
                : throw new InvalidOperationException($"{Setting} must have at least {AuthOptions.ShortestKey} bytes.");
        }
        if (string.Equals(configuration["SalesFlow:Storage:Provider"], "postgres", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"{Setting} is required with PostgreSQL: every node must sign with the same key. "
                + $"Set at least {AuthOptions.ShortestKey} bytes.");
        }
        var path = Path.Combine(configuration["SalesFlow:DataDirectory"] is { Length: > 0 } folder ? folder : "./data", "keys", "signing.key");
        return TryRead(path) ?? Make(path);
    }

    private static string? TryRead(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var key = File.ReadAllText(path).Trim();
            if (Convert.FromBase64String(key).Length >= AuthOptions.ShortestKey) return key;
        }
        catch (FormatException)
        {
            // Told below together with a key that is too short.
        }
        throw new InvalidOperationException($"{path} does not hold a signing key. Restore it, or delete it: everybody then signs in again.");
    }

    private static string Make(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MadeBytes));
        var fresh = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            fresh.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        // Written aside and moved without overwriting: two processes that start together end with one key.
        var aside = $"{path}.{Environment.ProcessId}";
        File.Delete(aside);
        using (var file = new FileStream(aside, fresh))
        {
            file.Write(Encoding.ASCII.GetBytes(key));
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(aside, path, overwrite: false);
            return key;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside);
            return TryRead(path)!;
        }
    }
}
