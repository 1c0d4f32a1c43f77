using System.Security.Cryptography;
using System.Text;

namespace SalesFlow.WebApi.Tenancy;

/// <summary>Where the key that signs tokens comes from.</summary>
internal static class SigningKeys
{
    private const int MadeBytes = 64;

    /// <summary>The configured key, or the data folder's own, made on the first start and readable by its owner only.</summary>
    /// <exception cref="InvalidOperationException">The key is required but not set, or the kept one is damaged.</exception>
    public static byte[] Load(string? configured, bool shared, string dataDirectory)
    {
        if (!string.IsNullOrEmpty(configured)) return Encoding.UTF8.GetBytes(configured);
        if (shared)
        {
            throw new InvalidOperationException(
                $"{AuthOptions.Section}:{nameof(AuthOptions.SigningKey)} is required with PostgreSQL: every node must sign with the same key. "
                + $"Set at least {AuthOptions.ShortestKey} bytes.");
        }
        var path = Path.Combine(dataDirectory, "keys", "signing.key");
        return TryRead(path) ?? Make(path);
    }

    private static byte[]? TryRead(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(path).Trim());
            if (key.Length >= AuthOptions.ShortestKey) return key;
        }
        catch (FormatException)
        {
            // Told below together with a key that is too short.
        }
        throw new InvalidOperationException($"{path} does not hold a signing key. Restore it, or delete it: everybody then signs in again.");
    }

    private static byte[] Make(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var key = RandomNumberGenerator.GetBytes(MadeBytes);
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
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(key)));
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
